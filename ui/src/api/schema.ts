// Made by "npm run types" from docs/reference/admin-openapi.json.
export type paths = Record<string, never>;
export type webhooks = Record<string, never>;
export interface components {
    schemas: {
        /**
         * AllowanceView
         * @description A number of credits: of the plan, a trial or a bonus.
         */
        AllowanceView: {
            name: string;
            used: number;
            limit: number;
            endsAt: string | null;
            isActive: boolean;
        };
        /**
         * OverageView
         * @description What may be spent beyond the limit; null figures were not told.
         */
        OverageView: {
            isEnabled: boolean | null;
            used: number;
            cap: number | null;
            rate: number | null;
            charges: number | null;
            currency: string | null;
        };
        /**
         * QuotaView
         * @description What the account had left at `fetched_at`; `problem` says why that is stale.
         */
        QuotaView: {
            plan: string | null;
            used: number;
            limit: number;
            remaining: number;
            percent: number;
            resetsAt: string | null;
            allowances: components["schemas"]["AllowanceView"][];
            overage: components["schemas"]["OverageView"] | null;
            fetchedAt: string | null;
            isStale: boolean;
            problem: string | null;
        };
        /**
         * CredentialDetail
         * @description A credential, how it stands and what it has left.
         *
         *         `state` has a `reason` (a word), a `message` (the service's own), `since` and, when it ends by
         *         itself, `until`.  `version` is its ETag: it changes with the entry, not with its state.
         *         `profile_arn` is shown, since it is no secret; `secret_hint` is the end of the key or token.
         *         One that is not `is_editable` comes from the environment.  `auth_method` is `social`, `idc`,
         *         `builder-id`, `external_idp` or `api_key`; `host` is the one that has answered last.
         *         `quota_problem` says why `quota` is missing or stale, null when it is neither or nobody asked.
         */
        CredentialDetail: {
            id: number;
            version: string;
            label: string;
            email: string | null;
            note: string | null;
            authMethod: string;
            provider: string | null;
            startUrl: string | null;
            secretHint: string | null;
            priority: number;
            groups: string[];
            isCurrent: boolean;
            isEditable: boolean;
            /** @enum {unknown} */
            state: "cooling" | "disabled" | "doubted" | "limited" | "needs login" | "ready" | "spent" | "suspended";
            reason: string | null;
            message: string | null;
            since: string | null;
            until: string | null;
            strikes: number;
            failedRenewals: number;
            barredModels: string[];
            expiresAt: string | null;
            isUnsaved: boolean;
            profileArn: string | null;
            region: string | null;
            authRegion: string | null;
            apiRegion: string | null;
            machineId: string | null;
            proxyUrl: string | null;
            proxyUsername: string | null;
            hasProxyPassword: boolean;
            endpoint: string;
            host: string | null;
            inFlight: number;
            served: number;
            lastUsedAt: string | null;
            subscriptionTitle: string | null;
            quota: components["schemas"]["QuotaView"] | null;
            quotaProblem: string | null;
        };
        /**
         * CredentialPage
         * @description Some credentials of the pool; `matched` counts what the filters left, `total` the pool.
         *
         *         `states` counts the whole pool by state; `problems` are entries of the file that cannot be used.
         */
        CredentialPage: {
            total: number;
            matched: number;
            available: number;
            currentId: number | null;
            states: {
                [key: string]: number;
            };
            groups: string[];
            problems: string[];
            items: components["schemas"]["CredentialDetail"][];
        };
        /**
         * NewEntry
         * @description A credential to add, with what its owner wants to remember of it.
         */
        NewEntry: {
            /** @default null */
            authMethod: string | null;
            /** @default null */
            kiroApiKey: string | null;
            /** @default null */
            refreshToken: string | null;
            /** @default null */
            clientId: string | null;
            /** @default null */
            clientSecret: string | null;
            /** @default null */
            tokenEndpoint: string | null;
            /** @default null */
            scopes: string | null;
            /** @default null */
            issuerUrl: string | null;
            /** @default null */
            profileArn: string | null;
            /** @default 0 */
            priority: number;
            /** @default null */
            region: string | null;
            /** @default null */
            authRegion: string | null;
            /** @default null */
            apiRegion: string | null;
            /** @default null */
            machineId: string | null;
            /** @default null */
            email: string | null;
            /** @default null */
            proxyUrl: string | null;
            /** @default null */
            proxyUsername: string | null;
            /** @default null */
            proxyPassword: string | null;
            /** @default null */
            endpoint: string | null;
            /** @default null */
            note: string | null;
            /** @default [] */
            groups: string[];
            /** @default null */
            provider: string | null;
            /** @default null */
            startUrl: string | null;
        };
        /**
         * CredentialChange
         * @description What to change of a credential: what is left out stays, null takes a value away.
         */
        CredentialChange: {
            email?: string | null;
            note?: string | null;
            priority?: number;
            groups?: string[];
            disabled?: boolean;
            region?: string | null;
            authRegion?: string | null;
            apiRegion?: string | null;
            machineId?: string | null;
            profileArn?: string | null;
            proxyUrl?: string | null;
            proxyUsername?: string | null;
            proxyPassword?: string | null;
            endpoint?: string | null;
        };
        /**
         * CredentialOrder
         * @description All or some credentials, the first to be used first: they get priorities in this order.
         */
        CredentialOrder: {
            ids: number[];
        };
        /**
         * CredentialHappening
         * @description Something that happened to a credential: `kind` is `state`, `renewal`, `quota`, `change`.
         */
        CredentialHappening: {
            at: string;
            kind: string;
            text: string;
        };
        /**
         * CredentialHistory
         * @description What happened to a credential, the newest first.
         */
        CredentialHistory: {
            items: components["schemas"]["CredentialHappening"][];
        };
        /**
         * CredentialModel
         * @description A model of a credential's plan; windows are in tokens, `rate` is credits per unit.
         */
        CredentialModel: {
            id: string;
            name: string;
            inputTokens: number | null;
            outputTokens: number | null;
            rate: number | null;
            rateUnit: string | null;
        };
        /**
         * CredentialModels
         * @description The models of a credential's plan, null when they are not known yet.
         */
        CredentialModels: {
            models: components["schemas"]["CredentialModel"][] | null;
        };
        /**
         * Fault
         * @description What went wrong.
         */
        Fault: {
            /** @enum {unknown} */
            type: "api_error" | "authentication_error" | "conflict" | "internal_error" | "invalid_request" | "not_found" | "permission_error" | "rate_limit_error";
            message: string;
        };
        /**
         * FaultEnvelope
         * @description The body of every answer that is not 200.
         */
        FaultEnvelope: {
            error: components["schemas"]["Fault"];
        };
        /**
         * ForecastView
         * @description One account's credits, or the pool's (`credential_id` null).
         *
         *         `per_day` is the pace of the last days, null while nothing is known.  `runs_out_at` is null when
         *         the credits last until `resets_at` or the pace is not known; `lasts` says which.
         */
        ForecastView: {
            credentialId: number | null;
            label: string;
            used: number;
            limit: number;
            remaining: number;
            perDay: number | null;
            runsOutAt: string | null;
            resetsAt: string | null;
            /** @enum {unknown} */
            lasts: "gone" | "runs out" | "unknown" | "until reset";
            isStale: boolean;
        };
        /**
         * Forecast
         * @description The pool's forecast and those of its credentials, the first to run out first.
         */
        Forecast: {
            pool: components["schemas"]["ForecastView"];
            credentials: components["schemas"]["ForecastView"][];
        };
        /**
         * WarningView
         * @description Something that an owner should see to, as long as it lasts.
         */
        WarningView: {
            kind: string;
            /** @enum {unknown} */
            level: "critical" | "notice" | "warning";
            credentialId: number | null;
            since: string;
            text: string;
            mend: string;
        };
        /**
         * WarningList
         * @description What should be seen to, the worst first.
         */
        WarningList: {
            items: components["schemas"]["WarningView"][];
        };
        /**
         * ImportText
         * @description What was pasted, or the content of a file: any format that `kiro-py credentials` imports.
         *
         *         `verify` asks Kiro about each new one, and takes those out again whose sign-in is dead.
         */
        ImportText: {
            text: string;
            /** @default true */
            verify: boolean;
            /** @default null */
            priority: number | null;
            /** @default [] */
            groups: string[];
        };
        /**
         * ImportRow
         * @description One sign-in that was found; `index` counts from 0 in the order of the text.
         */
        ImportRow: {
            index: number;
            label: string;
            authMethod: string | null;
            /** @enum {unknown} */
            status: "duplicate" | "invalid" | "new";
            problem: string | null;
        };
        /**
         * ImportPreview
         * @description What an import would do; nothing has been done.
         */
        ImportPreview: {
            format: string;
            rows: components["schemas"]["ImportRow"][];
            new: number;
            duplicate: number;
            invalid: number;
        };
        /**
         * ExportWanted
         * @description Which credentials to give out with their secrets; `key` is the admin key, shown again.
         */
        ExportWanted: {
            key: string;
            /** @default null */
            ids: number[] | null;
            /**
             * @default kiro-py
             * @enum {unknown}
             */
            format: "account-manager" | "kiro-py";
        };
        /**
         * NewJob
         * @description What to do, and to which credentials.
         */
        NewJob: {
            /** @enum {unknown} */
            action: "balance" | "delete" | "disable" | "enable" | "refresh" | "reset" | "verify";
            ids: number[];
        };
        /**
         * JobItem
         * @description One step; `credential_id` is null while an import has not made the credential yet.
         */
        JobItem: {
            index: number;
            credentialId: number | null;
            label: string;
            /** @enum {unknown} */
            state: "cancelled" | "done" | "failed" | "running" | "skipped" | "waiting";
            message: string;
        };
        /**
         * JobView
         * @description A job; `items` is null in lists.
         */
        JobView: {
            id: string;
            /** @enum {unknown} */
            action: "balance" | "delete" | "disable" | "enable" | "import" | "refresh" | "reset" | "verify";
            /** @enum {unknown} */
            state: "cancelled" | "done" | "running";
            total: number;
            finished: number;
            succeeded: number;
            failed: number;
            startedAt: string;
            endedAt: string | null;
            items: components["schemas"]["JobItem"][] | null;
        };
        /**
         * JobList
         * @description The jobs of the last day, the newest first.
         */
        JobList: {
            items: components["schemas"]["JobView"][];
        };
        /**
         * KeyLimits
         * @description What a key may use; null sets no limit.  Days and months are those of UTC.
         */
        KeyLimits: {
            /** @default null */
            requestsPerMinute: number | null;
            /** @default null */
            parallelRequests: number | null;
            /** @default null */
            tokensPerDay: number | null;
            /** @default null */
            tokensPerMonth: number | null;
            /** @default null */
            creditsPerDay: number | null;
            /** @default null */
            creditsPerMonth: number | null;
        };
        /**
         * KeyUse
         * @description What a key has used so far.
         */
        KeyUse: {
            inFlight: number;
            requestsThisMinute: number;
            requestsToday: number;
            tokensToday: number;
            tokensThisMonth: number;
            creditsToday: number;
            creditsThisMonth: number;
            dayEndsAt: string;
            monthEndsAt: string;
        };
        /**
         * KeyView
         * @description A client key; `prefix` is all that is shown of it.  `old_until` is when an old key ends.
         *
         *         `group` names the credentials it may use, null all of them; `models` are patterns like
         *         `claude-sonnet-*`, none for all models.  `is_main` marks the `apiKey` of the settings, which is
         *         changed there.  `state` tells whether it works.
         */
        KeyView: {
            id: number;
            version: string;
            name: string;
            note: string;
            prefix: string;
            group: string | null;
            models: string[];
            limits: components["schemas"]["KeyLimits"];
            use: components["schemas"]["KeyUse"];
            expiresAt: string | null;
            disabled: boolean;
            state: string;
            createdAt: string | null;
            lastUsedAt: string | null;
            oldUntil: string | null;
            isMain: boolean;
        };
        /**
         * KeyPage
         * @description All client keys, the newest first, and the groups that credentials have.
         */
        KeyPage: {
            items: components["schemas"]["KeyView"][];
            groups: string[];
        };
        /**
         * KeyLimitsChange
         * @description Limits to set: what is left out stays, null takes a limit away.
         */
        KeyLimitsChange: {
            requestsPerMinute?: number | null;
            parallelRequests?: number | null;
            tokensPerDay?: number | null;
            tokensPerMonth?: number | null;
            creditsPerDay?: number | null;
            creditsPerMonth?: number | null;
        };
        /**
         * NewKey
         * @description A key to make.
         */
        NewKey: {
            name: string;
            /** @default  */
            note: string;
            /** @default null */
            group: string | null;
            /** @default [] */
            models: string[];
            /** @default {} */
            limits: components["schemas"]["KeyLimitsChange"];
            /** @default null */
            expiresAt: string | null;
        };
        /**
         * KeyChange
         * @description What to change of a key: what is left out stays, null takes a value away.
         */
        KeyChange: {
            name?: string;
            note?: string;
            group?: string | null;
            models?: string[];
            limits?: components["schemas"]["KeyLimitsChange"];
            expiresAt?: string | null;
            disabled?: boolean;
        };
        /**
         * RotateKey
         * @description How long the old key still works.
         */
        RotateKey: {
            /** @default 0 */
            overlapSeconds: number;
        };
        /**
         * KeyMade
         * @description A new key, whole: the only time that it is shown.
         */
        KeyMade: {
            key: string;
            view: components["schemas"]["KeyView"];
        };
        /**
         * PlaygroundPass
         * @description A key for one request in the next minute, to the credential that was named, if one was.
         */
        PlaygroundPass: {
            key: string;
            expiresAt: string;
        };
        /**
         * PassWanted
         * @description The credential that shall answer, null for whoever's turn it is.
         */
        PassWanted: {
            /** @default null */
            credentialId: number | null;
        };
        /**
         * CredentialView
         * @description A credential without its secrets; times are RFC 3339.
         *
         *         `state`, `reason` and `until` tell how the pool sees it; `disabled` is true when it serves
         *         nobody until a person acts.
         */
        CredentialView: {
            id: number;
            priority: number;
            disabled: boolean;
            failureCount: number;
            isCurrent: boolean;
            expiresAt: string | null;
            authMethod: string;
            hasProfileArn: boolean;
            refreshTokenHash: string | null;
            apiKeyHash: string | null;
            maskedApiKey: string | null;
            email: string | null;
            successCount: number;
            lastUsedAt: string | null;
            hasProxy: boolean;
            proxyUrl?: string;
            refreshFailureCount: number;
            disabledReason?: string;
            endpoint: string;
            state: string;
            reason: string | null;
            until: string | null;
            subscriptionTitle: string | null;
        };
        /**
         * CredentialList
         * @description The pool, the best credential first; `current_id` is 0 when none can serve.
         */
        CredentialList: {
            total: number;
            available: number;
            currentId: number;
            credentials: components["schemas"]["CredentialView"][];
        };
        /**
         * NewCredential
         * @description A credential to add; members that are not named here are passed over.
         */
        NewCredential: {
            /** @default null */
            authMethod: string | null;
            /** @default null */
            kiroApiKey: string | null;
            /** @default null */
            refreshToken: string | null;
            /** @default null */
            clientId: string | null;
            /** @default null */
            clientSecret: string | null;
            /** @default null */
            tokenEndpoint: string | null;
            /** @default null */
            scopes: string | null;
            /** @default null */
            issuerUrl: string | null;
            /** @default null */
            profileArn: string | null;
            /** @default 0 */
            priority: number;
            /** @default null */
            region: string | null;
            /** @default null */
            authRegion: string | null;
            /** @default null */
            apiRegion: string | null;
            /** @default null */
            machineId: string | null;
            /** @default null */
            email: string | null;
            /** @default null */
            proxyUrl: string | null;
            /** @default null */
            proxyUsername: string | null;
            /** @default null */
            proxyPassword: string | null;
            /** @default null */
            endpoint: string | null;
        };
        /**
         * Done
         * @description A change was made; `message` is for people.
         */
        Done: {
            message: string;
            /** @default true */
            success: boolean;
        };
        /**
         * Added
         * @description A credential was added; `email` is there when it was given.
         */
        Added: {
            /** @default true */
            success: boolean;
            message: string;
            credentialId: number;
            email?: string;
        };
        /**
         * SetDisabled
         * @description Whether to leave a credential out.
         */
        SetDisabled: {
            disabled: boolean;
        };
        /**
         * SetPriority
         * @description Lower comes first.
         */
        SetPriority: {
            priority: number;
        };
        /**
         * Balance
         * @description What an account has left, in credits; `next_reset_at` is in epoch seconds.
         */
        Balance: {
            id: number;
            subscriptionTitle: string | null;
            currentUsage: number;
            usageLimit: number;
            remaining: number;
            usagePercentage: number;
            nextResetAt: number | null;
        };
        /**
         * LoadBalancing
         * @description How turns are given.
         */
        LoadBalancing: {
            /** @enum {unknown} */
            mode: "balanced" | "priority";
        };
        /**
         * SignOn
         * @description The admin key, which opens a session.
         */
        SignOn: {
            key: string;
        };
        /**
         * SessionView
         * @description An open session; `csrf_token` goes with every change, in `x-csrf-token`.
         *
         *         `version` is the gateway's own.
         */
        SessionView: {
            csrfToken: string;
            expiresAt: string;
            version: string;
        };
        /**
         * AuditEntry
         * @description A change: `who` is `key` or the first characters of a session, `address` where it came from.
         *
         *         `action` is a word like `credential.disable`, `target` what it was done to.
         */
        AuditEntry: {
            id: number;
            at: string;
            who: string;
            address: string;
            action: string;
            target: string;
            detail: string;
        };
        /**
         * AuditPage
         * @description The newest changes first; `next` is the cursor of the page after, null on the last.
         */
        AuditPage: {
            items: components["schemas"]["AuditEntry"][];
            next: string | null;
        };
        /**
         * SettingView
         * @description One setting; `value` is what is in force, `"***"` for a secret that is set.
         *
         *         `kind` tells the page what to draw, `expects` says in words what it takes; `choices` belong to
         *         `choice`.  A setting that is `is_changeable` takes effect at once, another one after a restart:
         *         when one `is_restart_needed` for, the file says otherwise than what is in force, and `pending`
         *         is what it says.  One that comes from the environment (`source`) cannot be changed here;
         *         `runtime` is what was changed where there is no file, and ends with the process.
         */
        SettingView: {
            name: string;
            help: string;
            /** @enum {unknown} */
            kind: "choice" | "flag" | "list" | "map" | "number" | "object" | "secret" | "text";
            expects: string;
            /** @description Any JSON. */
            value: unknown;
            /** @description Any JSON. */
            default: unknown;
            /** @enum {unknown} */
            source: "default" | "environment" | "file" | "runtime";
            variable: string;
            choices: string[];
            isChangeable: boolean;
            isRestartNeeded: boolean;
            /** @description Any JSON. */
            pending: unknown;
        };
        /**
         * SettingList
         * @description All settings; `version` is the ETag of the file.
         */
        SettingList: {
            version: string;
            path: string;
            items: components["schemas"]["SettingView"][];
        };
        /**
         * SettingsChange
         * @description New values by name; null takes a value out of the file, so that the default is in force.
         */
        SettingsChange: {
            values: {
                [key: string]: unknown;
            };
        };
        /**
         * ModelView
         * @description A model that clients can ask for; `credential_ids` are those whose plan has it.
         *
         *         `alias_of` is set for a name of the `models` setting.
         */
        ModelView: {
            id: string;
            name: string;
            aliasOf: string | null;
            upstreamId: string;
            inputTokens: number | null;
            outputTokens: number | null;
            rate: number | null;
            rateUnit: string | null;
            credentialIds: number[];
        };
        /**
         * ModelList
         * @description The models, and the fallback table below them as pairs of pattern and model.
         */
        ModelList: {
            items: components["schemas"]["ModelView"][];
            fallback: [
                string,
                string
            ][];
        };
        /**
         * FeedEvent
         * @description Something changed: `topic` says what to ask for anew; sent as a server-sent event.
         */
        FeedEvent: {
            /** @enum {unknown} */
            topic: "credentials" | "jobs" | "keys" | "requests" | "settings" | "sign-ins" | "warnings";
            /** @default null */
            id: string | null;
        };
        /**
         * NewSignIn
         * @description How to sign in; `credential_id` is an existing credential that gets the new sign-in.
         *
         *         `provider` (`google`, `github`) belongs to the social kinds; `start_url` and `region` to IdC.
         */
        NewSignIn: {
            /** @enum {unknown} */
            method: "builder-id" | "idc" | "social-browser" | "social-device";
            /** @default null */
            provider: ("github" | "google") | null;
            /** @default null */
            startUrl: string | null;
            /** @default null */
            region: string | null;
            /** @default null */
            credentialId: number | null;
            /** @default null */
            priority: number | null;
            /** @default null */
            email: string | null;
            /** @default [] */
            groups: string[];
            /** @default null */
            proxyUrl: string | null;
            /** @default null */
            proxyUsername: string | null;
            /** @default null */
            proxyPassword: string | null;
        };
        /**
         * CallbackAddress
         * @description The whole address that the browser was sent to at the end, pasted.
         */
        CallbackAddress: {
            url: string;
        };
        /**
         * SignInView
         * @description A sign-in under way: the person opens `address` and, if there is one, types `user_code`.
         *
         *         `address` holds the code already where the service allows it.  `needs_callback` says that the
         *         address of the last page must be pasted back.
         */
        SignInView: {
            id: string;
            /** @enum {unknown} */
            method: "builder-id" | "idc" | "social-browser" | "social-device";
            /** @enum {unknown} */
            state: "cancelled" | "denied" | "done" | "expired" | "failed" | "waiting";
            address: string;
            userCode: string | null;
            needsCallback: boolean;
            expiresAt: string;
            credentialId: number | null;
            message: string;
        };
        /**
         * Totals
         * @description Sums; `tokens` of input leave out what came from the cache, as Anthropic counts.
         *
         *         Means are null where there is nothing to take the mean of.
         */
        Totals: {
            requests: number;
            failures: number;
            inputTokens: number;
            outputTokens: number;
            cacheReadTokens: number;
            cacheWriteTokens: number;
            credits: number;
            meanFirstTokenSeconds: number | null;
            meanSeconds: number | null;
        };
        /**
         * UsageRow
         * @description One line of the table; `id` is the key, model, credential or instant, `label` for people.
         */
        UsageRow: {
            id: string;
            label: string;
            totals: components["schemas"]["Totals"];
        };
        /**
         * UsageReport
         * @description The use between two instants, by what was asked for, and all of it together.
         */
        UsageReport: {
            since: string;
            until: string;
            /** @enum {unknown} */
            by: "credential" | "day" | "hour" | "key" | "model";
            rows: components["schemas"]["UsageRow"][];
            totals: components["schemas"]["Totals"];
        };
        /**
         * SeriesPoint
         * @description A step of time that begins at `at`.
         */
        SeriesPoint: {
            at: string;
            totals: components["schemas"]["Totals"];
        };
        /**
         * ErrorCount
         * @description How often requests ended in one way; `kind` is the error's type or word.
         */
        ErrorCount: {
            kind: string;
            status: number;
            count: number;
        };
        /**
         * Latency
         * @description Seconds within which half, most and almost all requests were done.
         */
        Latency: {
            p50: number | null;
            p90: number | null;
            p99: number | null;
        };
        /**
         * Overview
         * @description What the first page shows of the use since `since`; states of credentials are the pool's.
         */
        Overview: {
            since: string;
            until: string;
            stepSeconds: number;
            totals: components["schemas"]["Totals"];
            series: components["schemas"]["SeriesPoint"][];
            errors: components["schemas"]["ErrorCount"][];
            firstToken: components["schemas"]["Latency"];
            duration: components["schemas"]["Latency"];
            states: {
                [key: string]: number;
            };
            inFlight: number;
            unsavedTokens: number[];
        };
        /**
         * AttemptView
         * @description One try: `verdict` is what was made of the answer; `detail` Kiro's words, cut and redacted.
         *
         *         `detail` is null once its time is over.
         */
        AttemptView: {
            number: number;
            at: string;
            credentialId: number | null;
            host: string;
            verdict: string;
            status: number | null;
            seconds: number | null;
            detail: string | null;
        };
        /**
         * RequestRow
         * @description A request of a client; `outcome` is the stop reason, the type of an error or `client left`.
         *
         *         `key` and `credential` are names for people, of what may be gone.
         */
        RequestRow: {
            id: string;
            at: string;
            keyId: number | null;
            key: string;
            credentialId: number | null;
            credential: string;
            model: string;
            upstreamModel: string;
            path: string;
            isStreamed: boolean;
            inputTokens: number;
            outputTokens: number;
            cacheReadTokens: number;
            cacheWriteTokens: number;
            credits: number | null;
            firstTokenSeconds: number | null;
            seconds: number;
            status: number;
            isFailed: boolean;
            attempts: number;
            outcome: string;
            message: string;
            host: string;
        };
        /**
         * RequestPage
         * @description The newest requests first; `next` is the cursor of the page after, null on the last.
         */
        RequestPage: {
            items: components["schemas"]["RequestRow"][];
            next: string | null;
        };
        /**
         * RequestTrace
         * @description A request and its tries, as they are attached to a report of a fault.
         */
        RequestTrace: {
            version: string;
            request: components["schemas"]["RequestRow"];
            attempts: components["schemas"]["AttemptView"][];
        };
        /**
         * OwnUsage
         * @description What the holder of a client key sees of it.
         */
        OwnUsage: {
            name: string;
            prefix: string;
            models: string[];
            expiresAt: string | null;
            limits: components["schemas"]["OwnLimits"];
            use: components["schemas"]["OwnUse"];
            days: components["schemas"]["SeriesPoint"][];
        };
        /**
         * OwnLimits
         * @description The limits of a key; null is none.
         */
        OwnLimits: {
            requestsPerMinute: number | null;
            parallelRequests: number | null;
            tokensPerDay: number | null;
            tokensPerMonth: number | null;
            creditsPerDay: number | null;
            creditsPerMonth: number | null;
        };
        /**
         * OwnUse
         * @description What of the limits is used.
         */
        OwnUse: {
            inFlight: number;
            requestsThisMinute: number;
            tokensToday: number;
            tokensThisMonth: number;
            creditsToday: number;
            creditsThisMonth: number;
            dayEndsAt: string;
            monthEndsAt: string;
        };
    };
    responses: never;
    parameters: never;
    requestBodies: never;
    headers: never;
    pathItems: never;
}
export type $defs = Record<string, never>;
export type operations = Record<string, never>;
