import { texts } from "@/i18n/texts";

export const words = texts(
  {
    title: "Sign in",
    lead: "With the admin key of this gateway, the adminApiKey of its settings.",
    key: "Admin key",
    show: "Show the key",
    hide: "Hide the key",
    submit: "Sign in",
    missing: "Type the admin key.",
    wrong: "That is not the admin key.",
    wait: (seconds: number) => `Too many tries. Try again in ${seconds} s.`,
    noticeTitle: "Before you begin",
    notice: [
      "kiro-py is unofficial: it is not affiliated with AWS, Kiro or Anthropic.",
      "Kiro's terms decide whether a subscription may be used this way, and its FAQ is quoted as saying that routing through third-party harnesses is not permitted, so use your own account, at your own risk.",
    ].join(" "),
    ownUse: "Holder of a client key? See your own use",
  },
  {
    title: "登录",
    lead: "使用此网关的管理密钥（设置中的 adminApiKey）。",
    key: "管理密钥",
    show: "显示密钥",
    hide: "隐藏密钥",
    submit: "登录",
    missing: "请输入管理密钥。",
    wrong: "管理密钥不正确。",
    wait: (seconds: number) => `尝试次数过多，请在 ${seconds} 秒后重试。`,
    noticeTitle: "开始之前",
    notice:
      "kiro-py 是非官方项目，与 AWS、Kiro 或 Anthropic 均无关联。订阅能否这样使用由 Kiro 的条款决定，据引述其常见问题说明不允许通过第三方工具转接，因此请使用您自己的账户并自行承担风险。",
    ownUse: "持有客户端密钥？查看自己的用量",
  },
);
