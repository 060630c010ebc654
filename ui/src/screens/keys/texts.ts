import { texts } from "@/i18n/texts";
import { chinese } from "./chinese";
import { english } from "./english";

export const keyTexts = texts(english, chinese);
