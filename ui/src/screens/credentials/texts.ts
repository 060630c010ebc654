import { texts } from "@/i18n/texts";
import { chinese } from "./chinese";
import { english } from "./english";

export const credentialTexts = texts(english, chinese);
