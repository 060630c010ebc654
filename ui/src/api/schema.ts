// Made by "npm run types" from docs/reference/admin-openapi.json.
export interface paths {
    "/api/admin/config/load-balancing": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * LoadBalancing
         * @description Return how turns are given.
         */
        get: operations["seedLoadBalancing"];
        /**
         * SetLoadBalancing
         * @description Give turns in another way, from the next request on.
         */
        put: operations["seedSetLoadBalancing"];
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/admin/credentials": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Credentials
         * @description Return the pool, the best credential first.
         */
        get: operations["seedCredentials"];
        put?: never;
        /**
         * Add
         * @description Add a credential and prove its sign-in.
         */
        post: operations["seedAddCredential"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/admin/credentials/{number}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        /**
         * Remove
         * @description Take a disabled credential out.
         */
        delete: operations["seedRemoveCredential"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/admin/credentials/{number}/balance": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Balance
         * @description Return what an account has left, as of five minutes ago at most.
         */
        get: operations["seedBalance"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/admin/credentials/{number}/disabled": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Disabled
         * @description Leave a credential out, or use it again.
         */
        post: operations["seedSetDisabled"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/admin/credentials/{number}/priority": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Priority
         * @description Give a credential another place.
         */
        post: operations["seedSetPriority"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/admin/credentials/{number}/refresh": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Refresh
         * @description Renew a credential's token now.
         */
        post: operations["seedRefresh"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/admin/credentials/{number}/reset": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Reset
         * @description Use a credential again, whatever was thought of it.
         */
        post: operations["seedReset"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/admin/v1/audit": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Page
         * @description Return what was changed, by whom and from where, the newest first.
         */
        get: operations["audit"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/admin/v1/credentials": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Credentials
         * @description Return credentials, and what the pool is like as a whole.
         */
        get: operations["credentials"];
        put?: never;
        /**
         * Add
         * @description Add a credential and prove its sign-in.
         */
        post: operations["addCredential"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/admin/v1/credentials/export": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Export
         * @description Return credentials with their secrets, as a file; the admin key must be shown again.
         */
        post: operations["exportCredentials"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/admin/v1/credentials/import": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Run
         * @description Add what is new, and prove it in a job.
         */
        post: operations["importCredentials"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/admin/v1/credentials/import/preview": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Preview
         * @description Return what an import would do; nothing is done.
         */
        post: operations["previewImport"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/admin/v1/credentials/order": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Order
         * @description Let credentials be used in this order; those that are not named come after them.
         */
        post: operations["orderCredentials"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/admin/v1/credentials/{number}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Credential
         * @description Return one credential.
         */
        get: operations["credential"];
        put?: never;
        post?: never;
        /**
         * Remove
         * @description Take a disabled credential out.
         */
        delete: operations["removeCredential"];
        options?: never;
        head?: never;
        /**
         * Change
         * @description Change fields of a credential; with `If-Match`, only of the version that is named.
         */
        patch: operations["changeCredential"];
        trace?: never;
    };
    "/api/admin/v1/credentials/{number}/history": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * History
         * @description Return what has happened to a credential, the newest first.
         */
        get: operations["credentialHistory"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/admin/v1/credentials/{number}/models": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Models
         * @description Return the models of a credential's plan, asked for if they are not known yet.
         */
        get: operations["credentialModels"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/admin/v1/credentials/{number}/quota": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Quota
         * @description Ask what an account has left, if what is known of it is old.
         */
        post: operations["readQuota"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/admin/v1/events": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Events
         * @description Return events that each name a topic to ask for anew, until the session ends.
         */
        get: operations["events"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/admin/v1/forecast": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Forecast
         * @description Return when the credits run out, as far as readings of them tell.
         */
        get: operations["forecast"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/admin/v1/jobs": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Listed
         * @description Return the jobs of the last day without their items, the newest first.
         */
        get: operations["jobs"];
        put?: never;
        /**
         * Begin
         * @description Begin to do something with credentials.
         */
        post: operations["beginJob"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/admin/v1/jobs/{job}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * One
         * @description Return a job with all its items.
         */
        get: operations["job"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/admin/v1/jobs/{job}/cancel": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Cancel
         * @description Let a job come to its end.
         */
        post: operations["cancelJob"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/admin/v1/jobs/{job}/retry": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Retry
         * @description Begin a job with those that have failed.
         */
        post: operations["retryJob"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/admin/v1/keys": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Keys
         * @description Return all keys, without their texts.
         */
        get: operations["keys"];
        put?: never;
        /**
         * Make
         * @description Make a key; its text is in this answer and nowhere else.
         */
        post: operations["makeKey"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/admin/v1/keys/{number}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * One
         * @description Return one key.
         */
        get: operations["key"];
        put?: never;
        post?: never;
        /**
         * Remove
         * @description Take a key back for good; return it as it was.
         */
        delete: operations["removeKey"];
        options?: never;
        head?: never;
        /**
         * Change
         * @description Change a key, from the next request on; with `If-Match`, only as it was shown.
         */
        patch: operations["changeKey"];
        trace?: never;
    };
    "/api/admin/v1/keys/{number}/rotate": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Rotate
         * @description Give a key another text; the one before works a while longer, if that is wanted.
         */
        post: operations["rotateKey"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/admin/v1/models": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Listed
         * @description Return the models, whose plans have them, and what other names get.
         */
        get: operations["models"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/admin/v1/overview": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Overview
         * @description Return sums, their course, errors and latency; of the last day unless told.
         */
        get: operations["overview"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/admin/v1/playground/passes": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * MakePass
         * @description Make a key for one request of the page, which asks `/v1/messages` itself.
         */
        post: operations["makePass"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/admin/v1/requests": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Requests
         * @description Return requests, the last that ended first.
         */
        get: operations["requests"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/admin/v1/requests/{request_id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Request
         * @description Return a request and its attempts.
         */
        get: operations["request"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/admin/v1/requests/{request_id}/trace": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Trace
         * @description Return the same as a file for a report of a fault, without names of keys or accounts.
         */
        get: operations["trace"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/admin/v1/session": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Session
         * @description Return the open session, with its token; 404 for whoever came with the key itself.
         */
        get: operations["session"];
        put?: never;
        /**
         * SignOn
         * @description Open a session with the admin key; the answer sets its cookie.
         */
        post: operations["signOn"];
        /**
         * SignOff
         * @description End the session, and return it as it was.
         */
        delete: operations["signOff"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/admin/v1/settings": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Settings
         * @description Return every setting as it is in force, and where it comes from.
         */
        get: operations["settings"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        /**
         * Change
         * @description Change settings in the file, and at once where that is possible.
         *
         *     With `If-Match`, only when the file is as it was shown.
         */
        patch: operations["changeSettings"];
        trace?: never;
    };
    "/api/admin/v1/sign-ins": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Begin
         * @description Begin a sign-in, which goes on by itself; the answer says what the person does.
         */
        post: operations["beginSignIn"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/admin/v1/sign-ins/{sign_in}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Show
         * @description Return how far a sign-in has come, also for a while after its end.
         */
        get: operations["signIn"];
        put?: never;
        post?: never;
        /**
         * Cancel
         * @description End a sign-in, unless the person has agreed already.
         */
        delete: operations["cancelSignIn"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/admin/v1/sign-ins/{sign_in}/callback": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Bring
         * @description Take the address that the browser ended at; the answer says what came of it.
         */
        post: operations["bringCallback"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/admin/v1/usage": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Usage
         * @description Return the use by key, model, credential, day or hour; of 30 days unless told.
         */
        get: operations["usage"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/admin/v1/usage.csv": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * UsageSheet
         * @description Return the same as a file of comma-separated values.
         */
        get: operations["usageSheet"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/admin/v1/warnings": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * WarningList
         * @description Return what should be seen to, the worst first.
         */
        get: operations["warnings"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
}
export type webhooks = Record<string, never>;
export interface components {
    schemas: {
        /** Added */
        Added: {
            credentialId: number;
            email?: string;
            message: string;
            /** @default true */
            success: boolean;
        };
        /** AllowanceView */
        AllowanceView: {
            endsAt: string | null;
            isActive: boolean;
            limit: number;
            name: string;
            used: number;
        };
        /** AttemptView */
        AttemptView: {
            /** Format: date-time */
            at: string;
            credentialId: number | null;
            detail: string | null;
            host: string;
            number: number;
            seconds: number | null;
            status: number | null;
            verdict: string;
        };
        /** AuditEntry */
        AuditEntry: {
            action: string;
            address: string;
            /** Format: date-time */
            at: string;
            detail: string;
            id: number;
            target: string;
            who: string;
        };
        /** AuditPage */
        AuditPage: {
            items: components["schemas"]["AuditEntry"][];
            next: string | null;
        };
        /** Balance */
        Balance: {
            currentUsage: number;
            id: number;
            nextResetAt: number | null;
            remaining: number;
            subscriptionTitle: string | null;
            usageLimit: number;
            usagePercentage: number;
        };
        /** CallbackAddress */
        CallbackAddress: {
            url: string;
        };
        /** CredentialChange */
        CredentialChange: {
            apiRegion?: string | null;
            authRegion?: string | null;
            disabled?: boolean;
            email?: string | null;
            endpoint?: string | null;
            groups?: string[];
            machineId?: string | null;
            note?: string | null;
            priority?: number;
            profileArn?: string | null;
            proxyPassword?: string | null;
            proxyUrl?: string | null;
            proxyUsername?: string | null;
            region?: string | null;
        };
        /** CredentialDetail */
        CredentialDetail: {
            apiRegion: string | null;
            authMethod: string;
            authRegion: string | null;
            barredModels: string[];
            email: string | null;
            endpoint: string;
            expiresAt: string | null;
            failedRenewals: number;
            groups: string[];
            hasProxyPassword: boolean;
            host: string | null;
            id: number;
            inFlight: number;
            isCurrent: boolean;
            isEditable: boolean;
            isUnsaved: boolean;
            label: string;
            lastUsedAt: string | null;
            machineId: string | null;
            message: string | null;
            note: string | null;
            priority: number;
            profileArn: string | null;
            provider: string | null;
            proxyUrl: string | null;
            proxyUsername: string | null;
            quota: components["schemas"]["QuotaView"] | null;
            quotaProblem: string | null;
            reason: string | null;
            region: string | null;
            secretHint: string | null;
            served: number;
            since: string | null;
            startUrl: string | null;
            /** @enum {string} */
            state: "ready" | "cooling" | "limited" | "spent" | "doubted" | "needs login" | "suspended" | "disabled";
            strikes: number;
            subscriptionTitle: string | null;
            until: string | null;
            version: string;
        };
        /** CredentialHappening */
        CredentialHappening: {
            /** Format: date-time */
            at: string;
            kind: string;
            text: string;
        };
        /** CredentialHistory */
        CredentialHistory: {
            items: components["schemas"]["CredentialHappening"][];
        };
        /** CredentialList */
        CredentialList: {
            available: number;
            credentials: components["schemas"]["CredentialView"][];
            currentId: number;
            total: number;
        };
        /** CredentialModel */
        CredentialModel: {
            id: string;
            inputTokens: number | null;
            name: string;
            outputTokens: number | null;
            rate: number | null;
            rateUnit: string | null;
        };
        /** CredentialModels */
        CredentialModels: {
            models: components["schemas"]["CredentialModel"][] | null;
        };
        /** CredentialOrder */
        CredentialOrder: {
            ids: number[];
        };
        /** CredentialPage */
        CredentialPage: {
            available: number;
            currentId: number | null;
            groups: string[];
            items: components["schemas"]["CredentialDetail"][];
            matched: number;
            problems: string[];
            states: {
                [key: string]: number;
            };
            total: number;
        };
        /** CredentialView */
        CredentialView: {
            apiKeyHash: string | null;
            authMethod: string;
            disabled: boolean;
            disabledReason?: string;
            email: string | null;
            endpoint: string;
            expiresAt: string | null;
            failureCount: number;
            hasProfileArn: boolean;
            hasProxy: boolean;
            id: number;
            isCurrent: boolean;
            lastUsedAt: string | null;
            maskedApiKey: string | null;
            priority: number;
            proxyUrl?: string;
            reason: string | null;
            refreshFailureCount: number;
            refreshTokenHash: string | null;
            state: string;
            subscriptionTitle: string | null;
            successCount: number;
            until: string | null;
        };
        /** Done */
        Done: {
            message: string;
            /** @default true */
            success: boolean;
        };
        /** ErrorCount */
        ErrorCount: {
            count: number;
            kind: string;
            status: number;
        };
        /** ExportWanted */
        ExportWanted: {
            /**
             * @default kiro-py
             * @enum {string}
             */
            format: "kiro-py" | "account-manager";
            ids?: number[] | null;
            key: string;
        };
        /** Fault */
        Fault: {
            message: string;
            /** @enum {string} */
            type: "authentication_error" | "permission_error" | "invalid_request" | "not_found" | "conflict" | "rate_limit_error" | "api_error" | "internal_error";
        };
        /** FaultEnvelope */
        FaultEnvelope: {
            error: components["schemas"]["Fault"];
        };
        /** FeedEvent */
        FeedEvent: {
            id?: string | null;
            /** @enum {string} */
            topic: "credentials" | "requests" | "jobs" | "keys" | "settings" | "warnings" | "sign-ins";
        };
        /** Forecast */
        Forecast: {
            credentials: components["schemas"]["ForecastView"][];
            pool: components["schemas"]["ForecastView"];
        };
        /** ForecastView */
        ForecastView: {
            credentialId: number | null;
            isStale: boolean;
            label: string;
            /** @enum {string} */
            lasts: "until reset" | "runs out" | "gone" | "unknown";
            limit: number;
            perDay: number | null;
            remaining: number;
            resetsAt: string | null;
            runsOutAt: string | null;
            used: number;
        };
        /** ImportPreview */
        ImportPreview: {
            duplicate: number;
            format: string;
            invalid: number;
            new: number;
            rows: components["schemas"]["ImportRow"][];
        };
        /** ImportRow */
        ImportRow: {
            authMethod: string | null;
            index: number;
            label: string;
            problem: string | null;
            /** @enum {string} */
            status: "new" | "duplicate" | "invalid";
        };
        /** ImportText */
        ImportText: {
            /** @default [] */
            groups: string[];
            priority?: number | null;
            text: string;
            /** @default true */
            verify: boolean;
        };
        /** JobItem */
        JobItem: {
            credentialId: number | null;
            index: number;
            label: string;
            message: string;
            /** @enum {string} */
            state: "waiting" | "running" | "done" | "failed" | "skipped" | "cancelled";
        };
        /** JobList */
        JobList: {
            items: components["schemas"]["JobView"][];
        };
        /** JobView */
        JobView: {
            /** @enum {string} */
            action: "verify" | "balance" | "refresh" | "enable" | "disable" | "reset" | "delete" | "import";
            endedAt: string | null;
            failed: number;
            finished: number;
            id: string;
            items: components["schemas"]["JobItem"][] | null;
            /** Format: date-time */
            startedAt: string;
            /** @enum {string} */
            state: "running" | "done" | "cancelled";
            succeeded: number;
            total: number;
        };
        /** KeyChange */
        KeyChange: {
            disabled?: boolean;
            expiresAt?: string | null;
            group?: string | null;
            limits?: components["schemas"]["KeyLimitsChange"];
            models?: string[];
            name?: string;
            note?: string;
        };
        /** KeyLimits */
        KeyLimits: {
            creditsPerDay?: number | null;
            creditsPerMonth?: number | null;
            parallelRequests?: number | null;
            requestsPerMinute?: number | null;
            tokensPerDay?: number | null;
            tokensPerMonth?: number | null;
        };
        /**
         * KeyLimitsChange
         * @default {}
         */
        KeyLimitsChange: {
            creditsPerDay?: number | null;
            creditsPerMonth?: number | null;
            parallelRequests?: number | null;
            requestsPerMinute?: number | null;
            tokensPerDay?: number | null;
            tokensPerMonth?: number | null;
        };
        /** KeyMade */
        KeyMade: {
            key: string;
            view: components["schemas"]["KeyView"];
        };
        /** KeyPage */
        KeyPage: {
            groups: string[];
            items: components["schemas"]["KeyView"][];
        };
        /** KeyUse */
        KeyUse: {
            creditsThisMonth: number;
            creditsToday: number;
            /** Format: date-time */
            dayEndsAt: string;
            inFlight: number;
            /** Format: date-time */
            monthEndsAt: string;
            requestsThisMinute: number;
            requestsToday: number;
            tokensThisMonth: number;
            tokensToday: number;
        };
        /** KeyView */
        KeyView: {
            createdAt: string | null;
            disabled: boolean;
            expiresAt: string | null;
            group: string | null;
            id: number;
            isMain: boolean;
            lastUsedAt: string | null;
            limits: components["schemas"]["KeyLimits"];
            models: string[];
            name: string;
            note: string;
            oldUntil: string | null;
            prefix: string;
            state: string;
            use: components["schemas"]["KeyUse"];
            version: string;
        };
        /** Latency */
        Latency: {
            p50: number | null;
            p90: number | null;
            p99: number | null;
        };
        /** LoadBalancing */
        LoadBalancing: {
            /** @enum {string} */
            mode: "priority" | "balanced";
        };
        /** ModelList */
        ModelList: {
            fallback: [
                string,
                string
            ][];
            isKnown: boolean;
            items: components["schemas"]["ModelView"][];
        };
        /** ModelView */
        ModelView: {
            aliasOf: string | null;
            credentialIds: number[];
            id: string;
            inputTokens: number | null;
            name: string;
            outputTokens: number | null;
            rate: number | null;
            rateUnit: string | null;
            upstreamId: string;
        };
        /** NewCredential */
        NewCredential: {
            apiRegion?: string | null;
            authMethod?: string | null;
            authRegion?: string | null;
            clientId?: string | null;
            clientSecret?: string | null;
            email?: string | null;
            endpoint?: string | null;
            issuerUrl?: string | null;
            kiroApiKey?: string | null;
            machineId?: string | null;
            /** @default 0 */
            priority: number;
            profileArn?: string | null;
            proxyPassword?: string | null;
            proxyUrl?: string | null;
            proxyUsername?: string | null;
            refreshToken?: string | null;
            region?: string | null;
            scopes?: string | null;
            tokenEndpoint?: string | null;
        };
        /** NewEntry */
        NewEntry: {
            apiRegion?: string | null;
            authMethod?: string | null;
            authRegion?: string | null;
            clientId?: string | null;
            clientSecret?: string | null;
            email?: string | null;
            endpoint?: string | null;
            /** @default [] */
            groups: string[];
            issuerUrl?: string | null;
            kiroApiKey?: string | null;
            machineId?: string | null;
            note?: string | null;
            /** @default 0 */
            priority: number;
            profileArn?: string | null;
            provider?: string | null;
            proxyPassword?: string | null;
            proxyUrl?: string | null;
            proxyUsername?: string | null;
            refreshToken?: string | null;
            region?: string | null;
            scopes?: string | null;
            startUrl?: string | null;
            tokenEndpoint?: string | null;
        };
        /** NewJob */
        NewJob: {
            /** @enum {string} */
            action: "verify" | "balance" | "refresh" | "enable" | "disable" | "reset" | "delete";
            ids: number[];
        };
        /** NewKey */
        NewKey: {
            expiresAt?: string | null;
            group?: string | null;
            limits?: components["schemas"]["KeyLimitsChange"];
            /** @default [] */
            models: (string | unknown)[];
            name: string;
            /** @default  */
            note: string;
        };
        /** NewSignIn */
        NewSignIn: {
            credentialId?: number | null;
            email?: string | null;
            /** @default [] */
            groups: string[];
            /** @enum {string} */
            method: "builder-id" | "idc" | "social-device" | "social-browser";
            priority?: number | null;
            /** @enum {null|string} */
            provider?: "google" | "github" | null;
            proxyPassword?: string | null;
            proxyUrl?: string | null;
            proxyUsername?: string | null;
            region?: string | null;
            startUrl?: string | null;
        };
        /** OverageView */
        OverageView: {
            cap: number | null;
            charges: number | null;
            currency: string | null;
            isEnabled: boolean | null;
            rate: number | null;
            used: number;
        };
        /** Overview */
        Overview: {
            duration: components["schemas"]["Latency"];
            errors: components["schemas"]["ErrorCount"][];
            firstToken: components["schemas"]["Latency"];
            inFlight: number;
            series: components["schemas"]["SeriesPoint"][];
            /** Format: date-time */
            since: string;
            states: {
                [key: string]: number;
            };
            stepSeconds: number;
            totals: components["schemas"]["Totals"];
            unsavedTokens: number[];
            /** Format: date-time */
            until: string;
        };
        /**
         * OwnLimits
         * @description The limits of a key; null is none.
         */
        OwnLimits: {
            creditsPerDay: number | null;
            creditsPerMonth: number | null;
            parallelRequests: number | null;
            requestsPerMinute: number | null;
            tokensPerDay: number | null;
            tokensPerMonth: number | null;
        };
        /**
         * OwnUsage
         * @description What the holder of a client key sees of it.
         */
        OwnUsage: {
            days: components["schemas"]["SeriesPoint"][];
            expiresAt: string | null;
            limits: components["schemas"]["OwnLimits"];
            models: string[];
            name: string;
            prefix: string;
            use: components["schemas"]["OwnUse"];
        };
        /**
         * OwnUse
         * @description What of the limits is used.
         */
        OwnUse: {
            creditsThisMonth: number;
            creditsToday: number;
            dayEndsAt: string;
            inFlight: number;
            monthEndsAt: string;
            requestsThisMinute: number;
            tokensThisMonth: number;
            tokensToday: number;
        };
        /** PassWanted */
        PassWanted: {
            credentialId?: number | null;
        };
        /** PlaygroundPass */
        PlaygroundPass: {
            /** Format: date-time */
            expiresAt: string;
            key: string;
        };
        /** QuotaView */
        QuotaView: {
            allowances: components["schemas"]["AllowanceView"][];
            fetchedAt: string | null;
            isStale: boolean;
            limit: number;
            overage: components["schemas"]["OverageView"] | null;
            percent: number;
            plan: string | null;
            problem: string | null;
            remaining: number;
            resetsAt: string | null;
            used: number;
        };
        /** RequestPage */
        RequestPage: {
            items: components["schemas"]["RequestRow"][];
            next: string | null;
        };
        /** RequestRow */
        RequestRow: {
            /** Format: date-time */
            at: string;
            attempts: number;
            cacheReadTokens: number;
            cacheWriteTokens: number;
            credential: string;
            credentialId: number | null;
            credits: number | null;
            firstTokenSeconds: number | null;
            host: string;
            id: string;
            inputTokens: number;
            isFailed: boolean;
            isStreamed: boolean;
            key: string;
            keyId: number | null;
            message: string;
            model: string;
            outcome: string;
            outputTokens: number;
            path: string;
            seconds: number;
            status: number;
            upstreamModel: string;
        };
        /** RequestTrace */
        RequestTrace: {
            attempts: components["schemas"]["AttemptView"][];
            request: components["schemas"]["RequestRow"];
            version: string;
        };
        /** RotateKey */
        RotateKey: {
            /** @default 0 */
            overlapSeconds: number;
        };
        /** SeriesPoint */
        SeriesPoint: {
            /** Format: date-time */
            at: string;
            totals: components["schemas"]["Totals"];
        };
        /** SessionView */
        SessionView: {
            csrfToken: string;
            /** Format: date-time */
            expiresAt: string;
            version: string;
        };
        /** SetDisabled */
        SetDisabled: {
            disabled: boolean;
        };
        /** SetPriority */
        SetPriority: {
            priority: number;
        };
        /** SettingList */
        SettingList: {
            items: components["schemas"]["SettingView"][];
            path: string;
            version: string;
        };
        /** SettingView */
        SettingView: {
            choices: string[];
            default: unknown;
            expects: string;
            help: string;
            isChangeable: boolean;
            isRestartNeeded: boolean;
            /** @enum {string} */
            kind: "text" | "secret" | "number" | "flag" | "choice" | "list" | "map" | "object";
            name: string;
            pending: unknown;
            /** @enum {string} */
            source: "default" | "file" | "environment" | "runtime";
            value: unknown;
            variable: string;
        };
        /** SettingsChange */
        SettingsChange: {
            values: {
                [key: string]: unknown;
            };
        };
        /** SignInView */
        SignInView: {
            address: string;
            credentialId: number | null;
            /** Format: date-time */
            expiresAt: string;
            id: string;
            message: string;
            /** @enum {string} */
            method: "builder-id" | "idc" | "social-device" | "social-browser";
            needsCallback: boolean;
            /** @enum {string} */
            state: "waiting" | "done" | "denied" | "expired" | "failed" | "cancelled";
            userCode: string | null;
        };
        /** SignOn */
        SignOn: {
            key: string;
        };
        /** Totals */
        Totals: {
            cacheReadTokens: number;
            cacheWriteTokens: number;
            credits: number;
            failures: number;
            inputTokens: number;
            meanFirstTokenSeconds: number | null;
            meanSeconds: number | null;
            outputTokens: number;
            requests: number;
        };
        /** UsageReport */
        UsageReport: {
            /** @enum {string} */
            by: "key" | "model" | "credential" | "day" | "hour";
            rows: components["schemas"]["UsageRow"][];
            /** Format: date-time */
            since: string;
            totals: components["schemas"]["Totals"];
            /** Format: date-time */
            until: string;
        };
        /** UsageRow */
        UsageRow: {
            id: string;
            label: string;
            totals: components["schemas"]["Totals"];
        };
        /** WarningList */
        WarningList: {
            items: components["schemas"]["WarningView"][];
        };
        /** WarningView */
        WarningView: {
            credentialId: number | null;
            kind: string;
            /** @enum {string} */
            level: "notice" | "warning" | "critical";
            mend: string;
            /** Format: date-time */
            since: string;
            text: string;
        };
    };
    responses: never;
    parameters: never;
    requestBodies: never;
    headers: never;
    pathItems: never;
}
export type $defs = Record<string, never>;
export interface operations {
    seedLoadBalancing: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Request fulfilled, document follows */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["LoadBalancing"];
                };
            };
            /** @description What was sent cannot be meant, or cannot be done to this. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["FaultEnvelope"];
                };
            };
            /** @description The admin key, or an open session, is missing. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["FaultEnvelope"];
                };
            };
            /** @description The session's `x-csrf-token` is missing. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["FaultEnvelope"];
                };
            };
            /** @description Too many wrong keys came from there: `retry-after` says when to try again. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["FaultEnvelope"];
                };
            };
            /** @description The gateway has failed, or could not write. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["FaultEnvelope"];
                };
            };
        };
    };
    seedSetLoadBalancing: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["LoadBalancing"];
            };
        };
        responses: {
            /** @description Request fulfilled, document follows */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["LoadBalancing"];
                };
            };
            /** @description What was sent cannot be meant, or cannot be done to this. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["FaultEnvelope"];
                };
            };
            /** @description The admin key, or an open session, is missing. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["FaultEnvelope"];
                };
            };
            /** @description The session's `x-csrf-token` is missing. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["FaultEnvelope"];
                };
            };
            /** @description The body is too large. */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["FaultEnvelope"];
                };
            };
            /** @description Too many wrong keys came from there: `retry-after` says when to try again. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["FaultEnvelope"];
                };
            };
            /** @description The gateway has failed, or could not write. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["FaultEnvelope"];
                };
            };
        };
    };
    seedCredentials: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Request fulfilled, document follows */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["CredentialList"];
                };
            };
            /** @description What was sent cannot be meant, or cannot be done to this. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["FaultEnvelope"];
                };
            };
            /** @description The admin key, or an open session, is missing. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["FaultEnvelope"];
                };
            };
            /** @description The session's `x-csrf-token` is missing. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["FaultEnvelope"];
                };
            };
            /** @description Too many wrong keys came from there: `retry-after` says when to try again. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["FaultEnvelope"];
                };
            };
            /** @description The gateway has failed, or could not write. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["FaultEnvelope"];
                };
            };
        };
    };
    seedAddCredential: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["NewCredential"];
            };
        };
        responses: {
            /** @description Request fulfilled, document follows */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Added"];
                };
            };
            /** @description What was sent cannot be meant, or cannot be done to this. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["FaultEnvelope"];
                };
            };
            /** @description The admin key, or an open session, is missing. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["FaultEnvelope"];
                };
            };
            /** @description The session's `x-csrf-token` is missing. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["FaultEnvelope"];
                };
            };
            /** @description The body is too large. */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["FaultEnvelope"];
                };
            };
            /** @description Too many wrong keys came from there: `retry-after` says when to try again. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["FaultEnvelope"];
                };
            };
            /** @description The gateway has failed, or could not write. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["FaultEnvelope"];
                };
            };
            /** @description A service of Kiro's has refused, or does not answer. */
            502: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["FaultEnvelope"];
                };
            };
            /** @description A service of Kiro's wants to be left alone for a while. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["FaultEnvelope"];
                };
            };
        };
    };
    seedRemoveCredential: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The number it has. */
                number: number;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Request fulfilled, document follows */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Done"];
                };
            };
            /** @description What was sent cannot be meant, or cannot be done to this. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["FaultEnvelope"];
                };
            };
            /** @description The admin key, or an open session, is missing. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["FaultEnvelope"];
                };
            };
            /** @description The session's `x-csrf-token` is missing. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["FaultEnvelope"];
                };
            };
            /** @description What was named is not there. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["FaultEnvelope"];
                };
            };
            /** @description Too many wrong keys came from there: `retry-after` says when to try again. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["FaultEnvelope"];
                };
            };
            /** @description The gateway has failed, or could not write. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["FaultEnvelope"];
                };
            };
        };
    };
    seedBalance: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The number it has. */
                number: number;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Request fulfilled, document follows */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Balance"];
                };
            };
            /** @description What was sent cannot be meant, or cannot be done to this. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["FaultEnvelope"];
                };
            };
            /** @description The admin key, or an open session, is missing. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["FaultEnvelope"];
                };
            };
            /** @description The session's `x-csrf-token` is missing. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["FaultEnvelope"];
                };
            };
            /** @description What was named is not there. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["FaultEnvelope"];
                };
            };
            /** @description Too many wrong keys came from there: `retry-after` says when to try again. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["FaultEnvelope"];
                };
            };
            /** @description The gateway has failed, or could not write. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["FaultEnvelope"];
                };
            };
            /** @description A service of Kiro's has refused, or does not answer. */
            502: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["FaultEnvelope"];
                };
            };
            /** @description A service of Kiro's wants to be left alone for a while. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["FaultEnvelope"];
                };
            };
        };
    };
    seedSetDisabled: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The number it has. */
                number: number;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["SetDisabled"];
            };
        };
        responses: {
            /** @description Request fulfilled, document follows */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Done"];
                };
            };
            /** @description What was sent cannot be meant, or cannot be done to this. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["FaultEnvelope"];
                };
            };
            /** @description The admin key, or an open session, is missing. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["FaultEnvelope"];
                };
            };
            /** @description The session's `x-csrf-token` is missing. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["FaultEnvelope"];
                };
            };
            /** @description What was named is not there. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["FaultEnvelope"];
                };
            };
            /** @description The body is too large. */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["FaultEnvelope"];
                };
            };
            /** @description Too many wrong keys came from there: `retry-after` says when to try again. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["FaultEnvelope"];
                };
            };
            /** @description The gateway has failed, or could not write. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["FaultEnvelope"];
                };
            };
        };
    };
    seedSetPriority: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The number it has. */
                number: number;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["SetPriority"];
            };
        };
        responses: {
            /** @description Request fulfilled, document follows */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Done"];
                };
            };
            /** @description What was sent cannot be meant, or cannot be done to this. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["FaultEnvelope"];
                };
            };
            /** @description The admin key, or an open session, is missing. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["FaultEnvelope"];
                };
            };
            /** @description The session's `x-csrf-token` is missing. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["FaultEnvelope"];
                };
            };
            /** @description What was named is not there. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["FaultEnvelope"];
                };
            };
            /** @description The body is too large. */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["FaultEnvelope"];
                };
            };
            /** @description Too many wrong keys came from there: `retry-after` says when to try again. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["FaultEnvelope"];
                };
            };
            /** @description The gateway has failed, or could not write. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["FaultEnvelope"];
                };
            };
        };
    };
    seedRefresh: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The number it has. */
                number: number;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Request fulfilled, document follows */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Done"];
                };
            };
            /** @description What was sent cannot be meant, or cannot be done to this. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["FaultEnvelope"];
                };
            };
            /** @description The admin key, or an open session, is missing. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["FaultEnvelope"];
                };
            };
            /** @description The session's `x-csrf-token` is missing. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["FaultEnvelope"];
                };
            };
            /** @description What was named is not there. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["FaultEnvelope"];
                };
            };
            /** @description That is being done, or has just been done. */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["FaultEnvelope"];
                };
            };
            /** @description Too many wrong keys came from there: `retry-after` says when to try again. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["FaultEnvelope"];
                };
            };
            /** @description The gateway has failed, or could not write. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["FaultEnvelope"];
                };
            };
            /** @description A service of Kiro's has refused, or does not answer. */
            502: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["FaultEnvelope"];
                };
            };
            /** @description A service of Kiro's wants to be left alone for a while. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["FaultEnvelope"];
                };
            };
        };
    };
    seedReset: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The number it has. */
                number: number;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Request fulfilled, document follows */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Done"];
                };
            };
            /** @description What was sent cannot be meant, or cannot be done to this. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["FaultEnvelope"];
                };
            };
            /** @description The admin key, or an open session, is missing. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["FaultEnvelope"];
                };
            };
            /** @description The session's `x-csrf-token` is missing. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["FaultEnvelope"];
                };
            };
            /** @description What was named is not there. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["FaultEnvelope"];
                };
            };
            /** @description Too many wrong keys came from there: `retry-after` says when to try again. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["FaultEnvelope"];
                };
            };
            /** @description The gateway has failed, or could not write. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["FaultEnvelope"];
                };
            };
        };
    };
    audit: {
        parameters: {
            query?: {
                /** @description How many changes to return at the most. */
                limit?: number;
                /** @description The `next` of the page before this one. */
                before?: number | null;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Request fulfilled, document follows */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["AuditPage"];
                };
            };
            /** @description What was sent cannot be meant, or cannot be done to this. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["FaultEnvelope"];
                };
            };
            /** @description The admin key, or an open session, is missing. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["FaultEnvelope"];
                };
            };
            /** @description The session's `x-csrf-token` is missing. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["FaultEnvelope"];
                };
            };
            /** @description Too many wrong keys came from there: `retry-after` says when to try again. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["FaultEnvelope"];
                };
            };
            /** @description The gateway has failed, or could not write. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["FaultEnvelope"];
                };
            };
        };
    };
    credentials: {
        parameters: {
            query?: {
                /** @description Words in its label, note, id, plan, groups or machine id. */
                search?: string;
                /** @description One or more states; may be given several times. */
                state?: ("ready" | "cooling" | "limited" | "spent" | "doubted" | "needs login" | "suspended" | "disabled")[] | null;
                authMethod?: string | null;
                group?: string | null;
                sort?: "priority" | "id" | "email" | "state" | "plan" | "remaining" | "lastUsed" | "expires" | "created";
                direction?: "asc" | "desc";
                limit?: number;
                offset?: number;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Request fulfilled, document follows */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["CredentialPage"];
                };
            };
            /** @description It is as `If-None-Match` has it. */
            304: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description What was sent cannot be meant, or cannot be done to this. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["FaultEnvelope"];
                };
            };
            /** @description The admin key, or an open session, is missing. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["FaultEnvelope"];
                };
            };
            /** @description The session's `x-csrf-token` is missing. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["FaultEnvelope"];
                };
            };
            /** @description Too many wrong keys came from there: `retry-after` says when to try again. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["FaultEnvelope"];
                };
            };
            /** @description The gateway has failed, or could not write. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["FaultEnvelope"];
                };
            };
        };
    };
    addCredential: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["NewEntry"];
            };
        };
        responses: {
            /** @description Document created, URL follows */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["CredentialDetail"];
                };
            };
            /** @description What was sent cannot be meant, or cannot be done to this. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["FaultEnvelope"];
                };
            };
            /** @description The admin key, or an open session, is missing. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["FaultEnvelope"];
                };
            };
            /** @description The session's `x-csrf-token` is missing. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["FaultEnvelope"];
                };
            };
            /** @description The body is too large. */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["FaultEnvelope"];
                };
            };
            /** @description Too many wrong keys came from there: `retry-after` says when to try again. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["FaultEnvelope"];
                };
            };
            /** @description The gateway has failed, or could not write. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["FaultEnvelope"];
                };
            };
            /** @description A service of Kiro's has refused, or does not answer. */
            502: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["FaultEnvelope"];
                };
            };
            /** @description A service of Kiro's wants to be left alone for a while. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["FaultEnvelope"];
                };
            };
        };
    };
    exportCredentials: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["ExportWanted"];
            };
        };
        responses: {
            /** @description The file; `x-left-out` counts credentials that its form has no place for. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": string;
                };
            };
            /** @description What was sent cannot be meant, or cannot be done to this. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["FaultEnvelope"];
                };
            };
            /** @description The admin key, or an open session, is missing. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["FaultEnvelope"];
                };
            };
            /** @description The session's `x-csrf-token` is missing. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["FaultEnvelope"];
                };
            };
            /** @description What was named is not there. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["FaultEnvelope"];
                };
            };
            /** @description The body is too large. */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["FaultEnvelope"];
                };
            };
            /** @description Too many wrong keys came from there: `retry-after` says when to try again. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["FaultEnvelope"];
                };
            };
            /** @description The gateway has failed, or could not write. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["FaultEnvelope"];
                };
            };
        };
    };
    importCredentials: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["ImportText"];
            };
        };
        responses: {
            /** @description Document created, URL follows */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["JobView"];
                };
            };
            /** @description What was sent cannot be meant, or cannot be done to this. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["FaultEnvelope"];
                };
            };
            /** @description The admin key, or an open session, is missing. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["FaultEnvelope"];
                };
            };
            /** @description The session's `x-csrf-token` is missing. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["FaultEnvelope"];
                };
            };
            /** @description That is being done, or has just been done. */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["FaultEnvelope"];
                };
            };
            /** @description The body is too large. */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["FaultEnvelope"];
                };
            };
            /** @description Too many wrong keys came from there: `retry-after` says when to try again. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["FaultEnvelope"];
                };
            };
            /** @description The gateway has failed, or could not write. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["FaultEnvelope"];
                };
            };
        };
    };
    previewImport: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["ImportText"];
            };
        };
        responses: {
            /** @description Request fulfilled, document follows */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ImportPreview"];
                };
            };
            /** @description What was sent cannot be meant, or cannot be done to this. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["FaultEnvelope"];
                };
            };
            /** @description The admin key, or an open session, is missing. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["FaultEnvelope"];
                };
            };
            /** @description The session's `x-csrf-token` is missing. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["FaultEnvelope"];
                };
            };
            /** @description The body is too large. */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["FaultEnvelope"];
                };
            };
            /** @description Too many wrong keys came from there: `retry-after` says when to try again. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["FaultEnvelope"];
                };
            };
            /** @description The gateway has failed, or could not write. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["FaultEnvelope"];
                };
            };
        };
    };
    orderCredentials: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["CredentialOrder"];
            };
        };
        responses: {
            /** @description Request fulfilled, document follows */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["CredentialPage"];
                };
            };
            /** @description What was sent cannot be meant, or cannot be done to this. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["FaultEnvelope"];
                };
            };
            /** @description The admin key, or an open session, is missing. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["FaultEnvelope"];
                };
            };
            /** @description The session's `x-csrf-token` is missing. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["FaultEnvelope"];
                };
            };
            /** @description What was named is not there. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["FaultEnvelope"];
                };
            };
            /** @description The body is too large. */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["FaultEnvelope"];
                };
            };
            /** @description Too many wrong keys came from there: `retry-after` says when to try again. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["FaultEnvelope"];
                };
            };
            /** @description The gateway has failed, or could not write. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["FaultEnvelope"];
                };
            };
        };
    };
    credential: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The number it has. */
                number: number;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Request fulfilled, document follows */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["CredentialDetail"];
                };
            };
            /** @description What was sent cannot be meant, or cannot be done to this. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["FaultEnvelope"];
                };
            };
            /** @description The admin key, or an open session, is missing. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["FaultEnvelope"];
                };
            };
            /** @description The session's `x-csrf-token` is missing. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["FaultEnvelope"];
                };
            };
            /** @description What was named is not there. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["FaultEnvelope"];
                };
            };
            /** @description Too many wrong keys came from there: `retry-after` says when to try again. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["FaultEnvelope"];
                };
            };
            /** @description The gateway has failed, or could not write. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["FaultEnvelope"];
                };
            };
        };
    };
    removeCredential: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The number it has. */
                number: number;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Request fulfilled, nothing follows */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description What was sent cannot be meant, or cannot be done to this. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["FaultEnvelope"];
                };
            };
            /** @description The admin key, or an open session, is missing. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["FaultEnvelope"];
                };
            };
            /** @description The session's `x-csrf-token` is missing. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["FaultEnvelope"];
                };
            };
            /** @description What was named is not there. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["FaultEnvelope"];
                };
            };
            /** @description That is being done, or has just been done. */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["FaultEnvelope"];
                };
            };
            /** @description Too many wrong keys came from there: `retry-after` says when to try again. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["FaultEnvelope"];
                };
            };
            /** @description The gateway has failed, or could not write. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["FaultEnvelope"];
                };
            };
        };
    };
    changeCredential: {
        parameters: {
            query?: never;
            header?: {
                /** @description The ETag of what is to be changed. */
                "If-Match"?: string | null;
            };
            path: {
                /** @description The number it has. */
                number: number;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["CredentialChange"];
            };
        };
        responses: {
            /** @description Request fulfilled, document follows */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["CredentialDetail"];
                };
            };
            /** @description What was sent cannot be meant, or cannot be done to this. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["FaultEnvelope"];
                };
            };
            /** @description The admin key, or an open session, is missing. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["FaultEnvelope"];
                };
            };
            /** @description The session's `x-csrf-token` is missing. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["FaultEnvelope"];
                };
            };
            /** @description What was named is not there. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["FaultEnvelope"];
                };
            };
            /** @description Somebody else has changed it: read it again. */
            412: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["FaultEnvelope"];
                };
            };
            /** @description The body is too large. */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["FaultEnvelope"];
                };
            };
            /** @description Too many wrong keys came from there: `retry-after` says when to try again. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["FaultEnvelope"];
                };
            };
            /** @description The gateway has failed, or could not write. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["FaultEnvelope"];
                };
            };
        };
    };
    credentialHistory: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The number it has. */
                number: number;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Request fulfilled, document follows */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["CredentialHistory"];
                };
            };
            /** @description What was sent cannot be meant, or cannot be done to this. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["FaultEnvelope"];
                };
            };
            /** @description The admin key, or an open session, is missing. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["FaultEnvelope"];
                };
            };
            /** @description The session's `x-csrf-token` is missing. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["FaultEnvelope"];
                };
            };
            /** @description What was named is not there. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["FaultEnvelope"];
                };
            };
            /** @description Too many wrong keys came from there: `retry-after` says when to try again. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["FaultEnvelope"];
                };
            };
            /** @description The gateway has failed, or could not write. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["FaultEnvelope"];
                };
            };
        };
    };
    credentialModels: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The number it has. */
                number: number;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Request fulfilled, document follows */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["CredentialModels"];
                };
            };
            /** @description What was sent cannot be meant, or cannot be done to this. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["FaultEnvelope"];
                };
            };
            /** @description The admin key, or an open session, is missing. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["FaultEnvelope"];
                };
            };
            /** @description The session's `x-csrf-token` is missing. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["FaultEnvelope"];
                };
            };
            /** @description What was named is not there. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["FaultEnvelope"];
                };
            };
            /** @description Too many wrong keys came from there: `retry-after` says when to try again. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["FaultEnvelope"];
                };
            };
            /** @description The gateway has failed, or could not write. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["FaultEnvelope"];
                };
            };
        };
    };
    readQuota: {
        parameters: {
            query?: {
                /** @description Ask unless that has just been done. */
                force?: boolean;
            };
            header?: never;
            path: {
                /** @description The number it has. */
                number: number;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Request fulfilled, document follows */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["CredentialDetail"];
                };
            };
            /** @description What was sent cannot be meant, or cannot be done to this. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["FaultEnvelope"];
                };
            };
            /** @description The admin key, or an open session, is missing. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["FaultEnvelope"];
                };
            };
            /** @description The session's `x-csrf-token` is missing. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["FaultEnvelope"];
                };
            };
            /** @description What was named is not there. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["FaultEnvelope"];
                };
            };
            /** @description Too many wrong keys came from there: `retry-after` says when to try again. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["FaultEnvelope"];
                };
            };
            /** @description The gateway has failed, or could not write. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["FaultEnvelope"];
                };
            };
            /** @description A service of Kiro's has refused, or does not answer. */
            502: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["FaultEnvelope"];
                };
            };
            /** @description A service of Kiro's wants to be left alone for a while. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["FaultEnvelope"];
                };
            };
        };
    };
    events: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Unnamed events; the data of each is one `FeedEvent`. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "text/event-stream": components["schemas"]["FeedEvent"];
                };
            };
            /** @description What was sent cannot be meant, or cannot be done to this. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["FaultEnvelope"];
                };
            };
            /** @description The admin key, or an open session, is missing. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["FaultEnvelope"];
                };
            };
            /** @description The session's `x-csrf-token` is missing. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["FaultEnvelope"];
                };
            };
            /** @description Too many wrong keys came from there: `retry-after` says when to try again. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["FaultEnvelope"];
                };
            };
            /** @description The gateway has failed, or could not write. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["FaultEnvelope"];
                };
            };
        };
    };
    forecast: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Request fulfilled, document follows */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Forecast"];
                };
            };
            /** @description What was sent cannot be meant, or cannot be done to this. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["FaultEnvelope"];
                };
            };
            /** @description The admin key, or an open session, is missing. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["FaultEnvelope"];
                };
            };
            /** @description The session's `x-csrf-token` is missing. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["FaultEnvelope"];
                };
            };
            /** @description Too many wrong keys came from there: `retry-after` says when to try again. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["FaultEnvelope"];
                };
            };
            /** @description The gateway has failed, or could not write. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["FaultEnvelope"];
                };
            };
        };
    };
    jobs: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Request fulfilled, document follows */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["JobList"];
                };
            };
            /** @description What was sent cannot be meant, or cannot be done to this. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["FaultEnvelope"];
                };
            };
            /** @description The admin key, or an open session, is missing. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["FaultEnvelope"];
                };
            };
            /** @description The session's `x-csrf-token` is missing. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["FaultEnvelope"];
                };
            };
            /** @description Too many wrong keys came from there: `retry-after` says when to try again. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["FaultEnvelope"];
                };
            };
            /** @description The gateway has failed, or could not write. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["FaultEnvelope"];
                };
            };
        };
    };
    beginJob: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["NewJob"];
            };
        };
        responses: {
            /** @description Document created, URL follows */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["JobView"];
                };
            };
            /** @description What was sent cannot be meant, or cannot be done to this. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["FaultEnvelope"];
                };
            };
            /** @description The admin key, or an open session, is missing. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["FaultEnvelope"];
                };
            };
            /** @description The session's `x-csrf-token` is missing. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["FaultEnvelope"];
                };
            };
            /** @description That is being done, or has just been done. */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["FaultEnvelope"];
                };
            };
            /** @description The body is too large. */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["FaultEnvelope"];
                };
            };
            /** @description Too many wrong keys came from there: `retry-after` says when to try again. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["FaultEnvelope"];
                };
            };
            /** @description The gateway has failed, or could not write. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["FaultEnvelope"];
                };
            };
        };
    };
    job: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The id it has. */
                job: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Request fulfilled, document follows */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["JobView"];
                };
            };
            /** @description What was sent cannot be meant, or cannot be done to this. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["FaultEnvelope"];
                };
            };
            /** @description The admin key, or an open session, is missing. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["FaultEnvelope"];
                };
            };
            /** @description The session's `x-csrf-token` is missing. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["FaultEnvelope"];
                };
            };
            /** @description What was named is not there. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["FaultEnvelope"];
                };
            };
            /** @description Too many wrong keys came from there: `retry-after` says when to try again. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["FaultEnvelope"];
                };
            };
            /** @description The gateway has failed, or could not write. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["FaultEnvelope"];
                };
            };
        };
    };
    cancelJob: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The id it has. */
                job: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Request fulfilled, document follows */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["JobView"];
                };
            };
            /** @description What was sent cannot be meant, or cannot be done to this. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["FaultEnvelope"];
                };
            };
            /** @description The admin key, or an open session, is missing. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["FaultEnvelope"];
                };
            };
            /** @description The session's `x-csrf-token` is missing. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["FaultEnvelope"];
                };
            };
            /** @description What was named is not there. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["FaultEnvelope"];
                };
            };
            /** @description Too many wrong keys came from there: `retry-after` says when to try again. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["FaultEnvelope"];
                };
            };
            /** @description The gateway has failed, or could not write. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["FaultEnvelope"];
                };
            };
        };
    };
    retryJob: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The id it has. */
                job: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Document created, URL follows */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["JobView"];
                };
            };
            /** @description What was sent cannot be meant, or cannot be done to this. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["FaultEnvelope"];
                };
            };
            /** @description The admin key, or an open session, is missing. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["FaultEnvelope"];
                };
            };
            /** @description The session's `x-csrf-token` is missing. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["FaultEnvelope"];
                };
            };
            /** @description What was named is not there. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["FaultEnvelope"];
                };
            };
            /** @description That is being done, or has just been done. */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["FaultEnvelope"];
                };
            };
            /** @description Too many wrong keys came from there: `retry-after` says when to try again. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["FaultEnvelope"];
                };
            };
            /** @description The gateway has failed, or could not write. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["FaultEnvelope"];
                };
            };
        };
    };
    keys: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Request fulfilled, document follows */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["KeyPage"];
                };
            };
            /** @description What was sent cannot be meant, or cannot be done to this. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["FaultEnvelope"];
                };
            };
            /** @description The admin key, or an open session, is missing. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["FaultEnvelope"];
                };
            };
            /** @description The session's `x-csrf-token` is missing. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["FaultEnvelope"];
                };
            };
            /** @description Too many wrong keys came from there: `retry-after` says when to try again. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["FaultEnvelope"];
                };
            };
            /** @description The gateway has failed, or could not write. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["FaultEnvelope"];
                };
            };
        };
    };
    makeKey: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["NewKey"];
            };
        };
        responses: {
            /** @description Document created, URL follows */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["KeyMade"];
                };
            };
            /** @description What was sent cannot be meant, or cannot be done to this. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["FaultEnvelope"];
                };
            };
            /** @description The admin key, or an open session, is missing. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["FaultEnvelope"];
                };
            };
            /** @description The session's `x-csrf-token` is missing. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["FaultEnvelope"];
                };
            };
            /** @description The body is too large. */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["FaultEnvelope"];
                };
            };
            /** @description Too many wrong keys came from there: `retry-after` says when to try again. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["FaultEnvelope"];
                };
            };
            /** @description The gateway has failed, or could not write. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["FaultEnvelope"];
                };
            };
        };
    };
    key: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The number it has. */
                number: number;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Request fulfilled, document follows */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["KeyView"];
                };
            };
            /** @description What was sent cannot be meant, or cannot be done to this. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["FaultEnvelope"];
                };
            };
            /** @description The admin key, or an open session, is missing. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["FaultEnvelope"];
                };
            };
            /** @description The session's `x-csrf-token` is missing. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["FaultEnvelope"];
                };
            };
            /** @description What was named is not there. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["FaultEnvelope"];
                };
            };
            /** @description Too many wrong keys came from there: `retry-after` says when to try again. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["FaultEnvelope"];
                };
            };
            /** @description The gateway has failed, or could not write. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["FaultEnvelope"];
                };
            };
        };
    };
    removeKey: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The number it has. */
                number: number;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Request fulfilled, document follows */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["KeyView"];
                };
            };
            /** @description What was sent cannot be meant, or cannot be done to this. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["FaultEnvelope"];
                };
            };
            /** @description The admin key, or an open session, is missing. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["FaultEnvelope"];
                };
            };
            /** @description The session's `x-csrf-token` is missing. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["FaultEnvelope"];
                };
            };
            /** @description What was named is not there. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["FaultEnvelope"];
                };
            };
            /** @description Too many wrong keys came from there: `retry-after` says when to try again. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["FaultEnvelope"];
                };
            };
            /** @description The gateway has failed, or could not write. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["FaultEnvelope"];
                };
            };
        };
    };
    changeKey: {
        parameters: {
            query?: never;
            header?: {
                /** @description The ETag of what is to be changed. */
                "If-Match"?: string | null;
            };
            path: {
                /** @description The number it has. */
                number: number;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["KeyChange"];
            };
        };
        responses: {
            /** @description Request fulfilled, document follows */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["KeyView"];
                };
            };
            /** @description What was sent cannot be meant, or cannot be done to this. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["FaultEnvelope"];
                };
            };
            /** @description The admin key, or an open session, is missing. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["FaultEnvelope"];
                };
            };
            /** @description The session's `x-csrf-token` is missing. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["FaultEnvelope"];
                };
            };
            /** @description What was named is not there. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["FaultEnvelope"];
                };
            };
            /** @description That is being done, or has just been done. */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["FaultEnvelope"];
                };
            };
            /** @description Somebody else has changed it: read it again. */
            412: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["FaultEnvelope"];
                };
            };
            /** @description The body is too large. */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["FaultEnvelope"];
                };
            };
            /** @description Too many wrong keys came from there: `retry-after` says when to try again. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["FaultEnvelope"];
                };
            };
            /** @description The gateway has failed, or could not write. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["FaultEnvelope"];
                };
            };
        };
    };
    rotateKey: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The number it has. */
                number: number;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["RotateKey"];
            };
        };
        responses: {
            /** @description Request fulfilled, document follows */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["KeyMade"];
                };
            };
            /** @description What was sent cannot be meant, or cannot be done to this. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["FaultEnvelope"];
                };
            };
            /** @description The admin key, or an open session, is missing. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["FaultEnvelope"];
                };
            };
            /** @description The session's `x-csrf-token` is missing. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["FaultEnvelope"];
                };
            };
            /** @description What was named is not there. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["FaultEnvelope"];
                };
            };
            /** @description That is being done, or has just been done. */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["FaultEnvelope"];
                };
            };
            /** @description The body is too large. */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["FaultEnvelope"];
                };
            };
            /** @description Too many wrong keys came from there: `retry-after` says when to try again. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["FaultEnvelope"];
                };
            };
            /** @description The gateway has failed, or could not write. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["FaultEnvelope"];
                };
            };
        };
    };
    models: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Request fulfilled, document follows */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ModelList"];
                };
            };
            /** @description What was sent cannot be meant, or cannot be done to this. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["FaultEnvelope"];
                };
            };
            /** @description The admin key, or an open session, is missing. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["FaultEnvelope"];
                };
            };
            /** @description The session's `x-csrf-token` is missing. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["FaultEnvelope"];
                };
            };
            /** @description Too many wrong keys came from there: `retry-after` says when to try again. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["FaultEnvelope"];
                };
            };
            /** @description The gateway has failed, or could not write. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["FaultEnvelope"];
                };
            };
        };
    };
    overview: {
        parameters: {
            query?: {
                /** @description The first instant; widened to a whole step. */
                since?: string | null;
                /** @description The first instant after it; now by default. */
                until?: string | null;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Request fulfilled, document follows */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Overview"];
                };
            };
            /** @description What was sent cannot be meant, or cannot be done to this. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["FaultEnvelope"];
                };
            };
            /** @description The admin key, or an open session, is missing. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["FaultEnvelope"];
                };
            };
            /** @description The session's `x-csrf-token` is missing. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["FaultEnvelope"];
                };
            };
            /** @description Too many wrong keys came from there: `retry-after` says when to try again. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["FaultEnvelope"];
                };
            };
            /** @description The gateway has failed, or could not write. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["FaultEnvelope"];
                };
            };
        };
    };
    makePass: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["PassWanted"];
            };
        };
        responses: {
            /** @description Document created, URL follows */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PlaygroundPass"];
                };
            };
            /** @description What was sent cannot be meant, or cannot be done to this. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["FaultEnvelope"];
                };
            };
            /** @description The admin key, or an open session, is missing. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["FaultEnvelope"];
                };
            };
            /** @description The session's `x-csrf-token` is missing. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["FaultEnvelope"];
                };
            };
            /** @description What was named is not there. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["FaultEnvelope"];
                };
            };
            /** @description The body is too large. */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["FaultEnvelope"];
                };
            };
            /** @description Too many wrong keys came from there: `retry-after` says when to try again. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["FaultEnvelope"];
                };
            };
            /** @description The gateway has failed, or could not write. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["FaultEnvelope"];
                };
            };
        };
    };
    requests: {
        parameters: {
            query?: {
                limit?: number;
                /** @description The `next` of the page before. */
                before?: string | null;
                /** @description A client key; 0 for `apiKey`, -1 for the playground. */
                key?: number | null;
                /** @description A credential; 0 for nobody. */
                credential?: number | null;
                /** @description A model, as clients name it. */
                model?: string | null;
                outcome?: string | null;
                failed?: boolean | null;
                /** @description Part of an id, a model, an outcome or a message. */
                search?: string | null;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Request fulfilled, document follows */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["RequestPage"];
                };
            };
            /** @description What was sent cannot be meant, or cannot be done to this. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["FaultEnvelope"];
                };
            };
            /** @description The admin key, or an open session, is missing. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["FaultEnvelope"];
                };
            };
            /** @description The session's `x-csrf-token` is missing. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["FaultEnvelope"];
                };
            };
            /** @description Too many wrong keys came from there: `retry-after` says when to try again. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["FaultEnvelope"];
                };
            };
            /** @description The gateway has failed, or could not write. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["FaultEnvelope"];
                };
            };
        };
    };
    request: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The request's id. */
                request_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Request fulfilled, document follows */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["RequestTrace"];
                };
            };
            /** @description What was sent cannot be meant, or cannot be done to this. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["FaultEnvelope"];
                };
            };
            /** @description The admin key, or an open session, is missing. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["FaultEnvelope"];
                };
            };
            /** @description The session's `x-csrf-token` is missing. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["FaultEnvelope"];
                };
            };
            /** @description What was named is not there. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["FaultEnvelope"];
                };
            };
            /** @description Too many wrong keys came from there: `retry-after` says when to try again. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["FaultEnvelope"];
                };
            };
            /** @description The gateway has failed, or could not write. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["FaultEnvelope"];
                };
            };
        };
    };
    trace: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The request's id. */
                request_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Request fulfilled, document follows */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["RequestTrace"];
                };
            };
            /** @description What was sent cannot be meant, or cannot be done to this. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["FaultEnvelope"];
                };
            };
            /** @description The admin key, or an open session, is missing. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["FaultEnvelope"];
                };
            };
            /** @description The session's `x-csrf-token` is missing. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["FaultEnvelope"];
                };
            };
            /** @description What was named is not there. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["FaultEnvelope"];
                };
            };
            /** @description Too many wrong keys came from there: `retry-after` says when to try again. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["FaultEnvelope"];
                };
            };
            /** @description The gateway has failed, or could not write. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["FaultEnvelope"];
                };
            };
        };
    };
    session: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Request fulfilled, document follows */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SessionView"];
                };
            };
            /** @description What was sent cannot be meant, or cannot be done to this. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["FaultEnvelope"];
                };
            };
            /** @description The admin key, or an open session, is missing. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["FaultEnvelope"];
                };
            };
            /** @description The session's `x-csrf-token` is missing. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["FaultEnvelope"];
                };
            };
            /** @description What was named is not there. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["FaultEnvelope"];
                };
            };
            /** @description Too many wrong keys came from there: `retry-after` says when to try again. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["FaultEnvelope"];
                };
            };
            /** @description The gateway has failed, or could not write. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["FaultEnvelope"];
                };
            };
        };
    };
    signOn: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["SignOn"];
            };
        };
        responses: {
            /** @description Request fulfilled, document follows */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SessionView"];
                };
            };
            /** @description What was sent cannot be meant, or cannot be done to this. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["FaultEnvelope"];
                };
            };
            /** @description The admin key, or an open session, is missing. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["FaultEnvelope"];
                };
            };
            /** @description The session's `x-csrf-token` is missing. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["FaultEnvelope"];
                };
            };
            /** @description The body is too large. */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["FaultEnvelope"];
                };
            };
            /** @description Too many wrong keys came from there: `retry-after` says when to try again. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["FaultEnvelope"];
                };
            };
            /** @description The gateway has failed, or could not write. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["FaultEnvelope"];
                };
            };
        };
    };
    signOff: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Request fulfilled, document follows */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SessionView"];
                };
            };
            /** @description What was sent cannot be meant, or cannot be done to this. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["FaultEnvelope"];
                };
            };
            /** @description The admin key, or an open session, is missing. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["FaultEnvelope"];
                };
            };
            /** @description The session's `x-csrf-token` is missing. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["FaultEnvelope"];
                };
            };
            /** @description What was named is not there. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["FaultEnvelope"];
                };
            };
            /** @description Too many wrong keys came from there: `retry-after` says when to try again. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["FaultEnvelope"];
                };
            };
            /** @description The gateway has failed, or could not write. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["FaultEnvelope"];
                };
            };
        };
    };
    settings: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Request fulfilled, document follows */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SettingList"];
                };
            };
            /** @description What was sent cannot be meant, or cannot be done to this. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["FaultEnvelope"];
                };
            };
            /** @description The admin key, or an open session, is missing. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["FaultEnvelope"];
                };
            };
            /** @description The session's `x-csrf-token` is missing. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["FaultEnvelope"];
                };
            };
            /** @description Too many wrong keys came from there: `retry-after` says when to try again. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["FaultEnvelope"];
                };
            };
            /** @description The gateway has failed, or could not write. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["FaultEnvelope"];
                };
            };
        };
    };
    changeSettings: {
        parameters: {
            query?: never;
            header?: {
                /** @description The ETag of what is to be changed. */
                "If-Match"?: string | null;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["SettingsChange"];
            };
        };
        responses: {
            /** @description Request fulfilled, document follows */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SettingList"];
                };
            };
            /** @description What was sent cannot be meant, or cannot be done to this. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["FaultEnvelope"];
                };
            };
            /** @description The admin key, or an open session, is missing. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["FaultEnvelope"];
                };
            };
            /** @description The session's `x-csrf-token` is missing. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["FaultEnvelope"];
                };
            };
            /** @description Somebody else has changed it: read it again. */
            412: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["FaultEnvelope"];
                };
            };
            /** @description The body is too large. */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["FaultEnvelope"];
                };
            };
            /** @description Too many wrong keys came from there: `retry-after` says when to try again. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["FaultEnvelope"];
                };
            };
            /** @description The gateway has failed, or could not write. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["FaultEnvelope"];
                };
            };
        };
    };
    beginSignIn: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["NewSignIn"];
            };
        };
        responses: {
            /** @description Document created, URL follows */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SignInView"];
                };
            };
            /** @description What was sent cannot be meant, or cannot be done to this. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["FaultEnvelope"];
                };
            };
            /** @description The admin key, or an open session, is missing. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["FaultEnvelope"];
                };
            };
            /** @description The session's `x-csrf-token` is missing. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["FaultEnvelope"];
                };
            };
            /** @description What was named is not there. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["FaultEnvelope"];
                };
            };
            /** @description The body is too large. */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["FaultEnvelope"];
                };
            };
            /** @description Too many wrong keys came from there: `retry-after` says when to try again. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["FaultEnvelope"];
                };
            };
            /** @description The gateway has failed, or could not write. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["FaultEnvelope"];
                };
            };
            /** @description A service of Kiro's has refused, or does not answer. */
            502: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["FaultEnvelope"];
                };
            };
        };
    };
    signIn: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The id of a sign-in. */
                sign_in: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Request fulfilled, document follows */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SignInView"];
                };
            };
            /** @description What was sent cannot be meant, or cannot be done to this. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["FaultEnvelope"];
                };
            };
            /** @description The admin key, or an open session, is missing. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["FaultEnvelope"];
                };
            };
            /** @description The session's `x-csrf-token` is missing. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["FaultEnvelope"];
                };
            };
            /** @description What was named is not there. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["FaultEnvelope"];
                };
            };
            /** @description Too many wrong keys came from there: `retry-after` says when to try again. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["FaultEnvelope"];
                };
            };
            /** @description The gateway has failed, or could not write. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["FaultEnvelope"];
                };
            };
        };
    };
    cancelSignIn: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The id of a sign-in. */
                sign_in: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Request fulfilled, document follows */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SignInView"];
                };
            };
            /** @description What was sent cannot be meant, or cannot be done to this. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["FaultEnvelope"];
                };
            };
            /** @description The admin key, or an open session, is missing. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["FaultEnvelope"];
                };
            };
            /** @description The session's `x-csrf-token` is missing. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["FaultEnvelope"];
                };
            };
            /** @description What was named is not there. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["FaultEnvelope"];
                };
            };
            /** @description Too many wrong keys came from there: `retry-after` says when to try again. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["FaultEnvelope"];
                };
            };
            /** @description The gateway has failed, or could not write. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["FaultEnvelope"];
                };
            };
        };
    };
    bringCallback: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The id of a sign-in. */
                sign_in: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["CallbackAddress"];
            };
        };
        responses: {
            /** @description Request fulfilled, document follows */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SignInView"];
                };
            };
            /** @description What was sent cannot be meant, or cannot be done to this. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["FaultEnvelope"];
                };
            };
            /** @description The admin key, or an open session, is missing. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["FaultEnvelope"];
                };
            };
            /** @description The session's `x-csrf-token` is missing. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["FaultEnvelope"];
                };
            };
            /** @description What was named is not there. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["FaultEnvelope"];
                };
            };
            /** @description That is being done, or has just been done. */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["FaultEnvelope"];
                };
            };
            /** @description The body is too large. */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["FaultEnvelope"];
                };
            };
            /** @description Too many wrong keys came from there: `retry-after` says when to try again. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["FaultEnvelope"];
                };
            };
            /** @description The gateway has failed, or could not write. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["FaultEnvelope"];
                };
            };
        };
    };
    usage: {
        parameters: {
            query?: {
                by?: "key" | "model" | "credential" | "day" | "hour";
                /** @description The first instant; widened to a whole step. */
                since?: string | null;
                /** @description The first instant after it; now by default. */
                until?: string | null;
                /** @description A client key; 0 for `apiKey`, -1 for the playground. */
                key?: number | null;
                /** @description A model, as clients name it. */
                model?: string | null;
                /** @description A credential; 0 for nobody. */
                credential?: number | null;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Request fulfilled, document follows */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["UsageReport"];
                };
            };
            /** @description What was sent cannot be meant, or cannot be done to this. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["FaultEnvelope"];
                };
            };
            /** @description The admin key, or an open session, is missing. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["FaultEnvelope"];
                };
            };
            /** @description The session's `x-csrf-token` is missing. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["FaultEnvelope"];
                };
            };
            /** @description Too many wrong keys came from there: `retry-after` says when to try again. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["FaultEnvelope"];
                };
            };
            /** @description The gateway has failed, or could not write. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["FaultEnvelope"];
                };
            };
        };
    };
    usageSheet: {
        parameters: {
            query?: {
                by?: "key" | "model" | "credential" | "day" | "hour";
                /** @description The first instant; widened to a whole step. */
                since?: string | null;
                /** @description The first instant after it; now by default. */
                until?: string | null;
                /** @description A client key; 0 for `apiKey`, -1 for the playground. */
                key?: number | null;
                /** @description A model, as clients name it. */
                model?: string | null;
                /** @description A credential; 0 for nobody. */
                credential?: number | null;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description One line for each row. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "text/csv": string;
                };
            };
            /** @description What was sent cannot be meant, or cannot be done to this. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["FaultEnvelope"];
                };
            };
            /** @description The admin key, or an open session, is missing. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["FaultEnvelope"];
                };
            };
            /** @description The session's `x-csrf-token` is missing. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["FaultEnvelope"];
                };
            };
            /** @description Too many wrong keys came from there: `retry-after` says when to try again. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["FaultEnvelope"];
                };
            };
            /** @description The gateway has failed, or could not write. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["FaultEnvelope"];
                };
            };
        };
    };
    warnings: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Request fulfilled, document follows */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["WarningList"];
                };
            };
            /** @description What was sent cannot be meant, or cannot be done to this. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["FaultEnvelope"];
                };
            };
            /** @description The admin key, or an open session, is missing. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["FaultEnvelope"];
                };
            };
            /** @description The session's `x-csrf-token` is missing. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["FaultEnvelope"];
                };
            };
            /** @description Too many wrong keys came from there: `retry-after` says when to try again. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["FaultEnvelope"];
                };
            };
            /** @description The gateway has failed, or could not write. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["FaultEnvelope"];
                };
            };
        };
    };
}
