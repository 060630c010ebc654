import type { Texts } from "./english";

/** What the jobs say in Chinese. */
export const chinese: Texts = {
  title: "任务",
  open: "查看任务",
  running: (count) => `${count} 个任务进行中`,
  none: "最近一天没有任务。",
  actions: {
    verify: "验活",
    balance: "查询额度",
    refresh: "刷新令牌",
    enable: "启用",
    disable: "禁用",
    reset: "重置状态",
    delete: "删除",
    import: "导入",
  },
  states: { running: "进行中", done: "已完成", cancelled: "已取消" },
  itemStates: {
    waiting: "等待中",
    running: "进行中",
    done: "完成",
    failed: "失败",
    skipped: "跳过",
    cancelled: "已取消",
  },
  progress: (finished, total) => `${finished} / ${total}`,
  meter: (action) => `进度：${action}`,
  succeeded: (count) => `成功 ${count}`,
  failed: (count) => `失败 ${count}`,
  skipped: (count) => `跳过 ${count}`,
  cancel: "取消",
  retry: (count) => `重试 ${count} 个失败项`,
  details: "每一步",
  onlyFailed: "仅失败项",
  finished: (action, done, total) => `${action}：成功 ${done} / ${total}`,
  everyJob: "全部任务",
};
