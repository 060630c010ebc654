/** What a client needs to use the gateway with a key, ready to be pasted. */
export interface Snippet {
  readonly id: "shell" | "powershell" | "settings" | "python" | "curl";
  readonly text: string;
}

/** Lines for Claude Code and the SDKs; `origin` is where the gateway answers. */
export function snippets(origin: string, key: string): Snippet[] {
  return [
    {
      id: "shell",
      text: `export ANTHROPIC_BASE_URL=${origin}\nexport ANTHROPIC_AUTH_TOKEN=${key}\nclaude`,
    },
    {
      id: "powershell",
      text: `$env:ANTHROPIC_BASE_URL = "${origin}"\n$env:ANTHROPIC_AUTH_TOKEN = "${key}"\nclaude`,
    },
    {
      id: "settings",
      text: JSON.stringify(
        { env: { ANTHROPIC_BASE_URL: origin, ANTHROPIC_AUTH_TOKEN: key } },
        null,
        2,
      ),
    },
    {
      id: "python",
      text: `from anthropic import Anthropic\n\nclient = Anthropic(base_url="${origin}", auth_token="${key}")`,
    },
    {
      id: "curl",
      text: [
        `curl ${origin}/v1/messages \\`,
        `  -H "authorization: Bearer ${key}" -H "content-type: application/json" \\`,
        `  -d '{"model": "claude-sonnet-4.5", "max_tokens": 200,`,
        `       "messages": [{"role": "user", "content": "Good day"}]}'`,
      ].join("\n"),
    },
  ];
}
