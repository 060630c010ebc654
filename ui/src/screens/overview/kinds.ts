import { texts } from "@/i18n/texts";

/** What a warning is about, before the gateway's own words, which are English. */
export const kinds = texts(
  {
    "pool empty": "",
    suspended: "",
    "tokens unsaved": "",
    "file unusable": "",
    "database unwritable": "",
    "needs login": "",
    limited: "",
    doubted: "",
    "pool runs out": "",
    errors: "",
    spent: "",
    "quota low": "",
    "runs out": "",
    "file unlocked": "",
    "entries unusable": "",
  },
  {
    "pool empty": "没有可用的凭据",
    suspended: "账号被 Kiro 停用",
    "tokens unsaved": "新令牌尚未写入文件",
    "file unusable": "凭据文件无法使用",
    "database unwritable": "数据库无法写入",
    "needs login": "需要重新登录",
    limited: "账号因可疑活动受限",
    doubted: "凭据被 Kiro 拒绝",
    "pool runs out": "全部额度将在重置前用完",
    errors: "失败的请求过多",
    spent: "额度已用完",
    "quota low": "剩余额度不多",
    "runs out": "额度将在重置前用完",
    "file unlocked": "凭据文件无法加锁",
    "entries unusable": "凭据文件中有无法使用的条目",
  },
);
