import type { components } from "./schema";

type Schemas = components["schemas"];

/** A shape of the admin API, by its name there. */
export type Shape<Name extends keyof Schemas> = Schemas[Name];

export type SessionView = Shape<"SessionView">;
export type Overview = Shape<"Overview">;
export type Totals = Shape<"Totals">;
export type SeriesPoint = Shape<"SeriesPoint">;
export type UsageReport = Shape<"UsageReport">;
export type UsageRow = Shape<"UsageRow">;
export type RequestRow = Shape<"RequestRow">;
export type RequestPage = Shape<"RequestPage">;
export type RequestTrace = Shape<"RequestTrace">;
export type Forecast = Shape<"Forecast">;
export type ForecastView = Shape<"ForecastView">;
export type WarningView = Shape<"WarningView">;
export type SettingView = Shape<"SettingView">;
export type SettingList = Shape<"SettingList">;
export type ModelList = Shape<"ModelList">;
export type AuditPage = Shape<"AuditPage">;
export type OwnUsage = Shape<"OwnUsage">;
export type CredentialDetail = Shape<"CredentialDetail">;
export type CredentialPage = Shape<"CredentialPage">;
export type CredentialChange = Shape<"CredentialChange">;
export type CredentialHistory = Shape<"CredentialHistory">;
export type CredentialModels = Shape<"CredentialModels">;
export type QuotaView = Shape<"QuotaView">;
export type StateName = CredentialDetail["state"];
export type JobView = Shape<"JobView">;
export type JobItem = Shape<"JobItem">;
export type JobList = Shape<"JobList">;
export type NewJob = Shape<"NewJob">;
export type ImportPreview = Shape<"ImportPreview">;
export type ImportRow = Shape<"ImportRow">;
export type SignInView = Shape<"SignInView">;
export type NewSignIn = Shape<"NewSignIn">;
export type NewCredential = Shape<"NewCredential">;
/** An answer names all limits, though the document lets them be left out. */
export type KeyLimits = Required<Shape<"KeyLimits">>;
export type KeyView = Omit<Shape<"KeyView">, "limits"> & { limits: KeyLimits };
export type KeyPage = Omit<Shape<"KeyPage">, "items"> & { items: KeyView[] };
export type KeyMade = Omit<Shape<"KeyMade">, "view"> & { view: KeyView };
export type NewKey = Shape<"NewKey">;
export type KeyChange = Shape<"KeyChange">;
export type PlaygroundPass = Shape<"PlaygroundPass">;
