// I use the gateway through @anthropic-ai/sdk.

import Anthropic from "@anthropic-ai/sdk"
import { isDeepStrictEqual } from "node:util"
import { failure, fault, gateway, key, perform, playEach } from "./cases.mjs"

const client = new Anthropic({ baseURL: gateway, apiKey: key, maxRetries: 0 })

const model = "claude-sonnet-5"

const tools = ["add", "multiply"].map((name) => ({
  name,
  description: `Return the result of ${name} on two numbers.`,
  input_schema: {
    type: "object",
    properties: { a: { type: "number" }, b: { type: "number" } },
    required: ["a", "b"],
  },
}))

const results = { add: ({ a, b }) => a + b, multiply: ({ a, b }) => a * b }

function ask(prompt, more = {}) {
  const messages = typeof prompt === "string" ? [{ role: "user", content: prompt }] : prompt
  return { model, max_tokens: 4000, messages, ...more }
}

/** Return what a message says: plain data, without what differs from answer to answer. */
function told(message) {
  const { id, parsed_output, ...said } = JSON.parse(JSON.stringify(message))
  return said
}

function refusal({ constructor, status, type, error, headers, message }) {
  const said = error?.error?.message ?? message
  return { kind: constructor.name, status, type, said, retry: headers?.get("x-should-retry") }
}

/** Play a turn to its end, with the tools' results; return its messages. */
async function converse(prompt, more) {
  const messages = [{ role: "user", content: prompt }]
  const answers = []
  for (;;) {
    const answer = await client.messages.stream(ask(messages, { tools, ...more })).finalMessage()
    answers.push(answer)
    const calls = answer.content.filter((block) => block.type === "tool_use")
    if (calls.length === 0) return answers
    messages.push({ role: "assistant", content: answer.content })
    messages.push({
      role: "user",
      content: calls.map(({ id, name, input }) => ({
        type: "tool_result",
        tool_use_id: id,
        content: String(results[name](input)),
      })),
    })
  }
}

const kinds = (message) => message.content.map((block) => block.type)

async function both(prompt, more) {
  const whole = await client.messages.create(ask(prompt, more))
  const streamed = await client.messages.stream(ask(prompt, more)).finalMessage()
  return { whole: told(whole), streamed: told(streamed) }
}

/** Hear a recording whole and streamed; thinking is asked for, from a model that reads tags. */
async function hear(name) {
  const more = { model: "claude-sonnet-4-5", thinking: { type: "enabled", budget_tokens: 1024 } }
  const asked = ask(`play ${name}`, more)
  const [whole, streamed] = await Promise.all([
    client.messages.create(asked).then(told, () => "broken"),
    client.messages.stream(asked).finalMessage().then(told, () => "broken"),
  ])
  if (!isDeepStrictEqual(whole, streamed)) return { whole, streamed }
  return whole === "broken" ? "broken" : "same"
}

await perform({
  async plain() {
    const { whole, streamed } = await both("say: hello")
    return {
      content: whole.content,
      stop: whole.stop_reason,
      isSame: isDeepStrictEqual(whole, streamed),
    }
  },

  async increments() {
    const texts = []
    const stream = client.messages.stream(ask("count to 5")).on("text", (text) => texts.push(text))
    await stream.done()
    return { isCut: texts.length > 1, text: texts.join("") }
  },

  async tools() {
    const prompt =
      'Call add with {"a": 2, "b": 3} and multiply with {"a": 4, "b": 5} in parallel, interleaved'
    const [calls, end] = await converse(prompt, {})
    const used = calls.content.filter((block) => block.type === "tool_use")
    return {
      inputs: used.map(({ name, input }) => ({ name, input })),
      stops: [calls.stop_reason, end.stop_reason],
      sums: end.content.at(-1).text.match(/\d+/g),
    }
  },

  async thinking() {
    const prompt = 'Think about sums. Then call add with {"a": 2, "b": 3}'
    const more = { thinking: { type: "adaptive" }, output_config: { effort: "high" } }
    const answers = await converse(prompt, more)
    const [thought] = answers[0].content
    return {
      kinds: answers.map(kinds),
      isSigned: thought.signature.length > 0,
      thinking: thought.thinking,
    }
  },

  async search() {
    const tools = [{ type: "web_search_20250305", name: "web_search", max_uses: 8 }]
    const { whole, streamed } = await both("old boats", { tools })
    const [call, result] = streamed.content
    return {
      kinds: [kinds(whole), kinds(streamed)],
      input: call.input,
      isAnswered: result.tool_use_id === call.id,
      pages: result.content.map(({ url }) => url),
      searches: [whole, streamed].map(({ usage }) => usage.server_tool_use.web_search_requests),
    }
  },

  async counting() {
    const { messages } = ask("say: hello")
    const { input_tokens } = await client.messages.countTokens({ model, messages })
    return { isCounted: Number.isInteger(input_tokens) && input_tokens > 0 }
  },

  async models() {
    const listed = []
    for await (const { id } of client.models.list()) listed.push(id)
    const one = await client.models.retrieve(model)
    return { isListed: listed.includes(model), isOne: one.id === model }
  },

  async brokenMidway() {
    const texts = []
    const outcome = await failure(async () => {
      const stream = client.messages.stream(ask("play exception_midway"))
      stream.on("text", (text) => texts.push(text))
      return told(await stream.finalMessage())
    }, refusal)
    return { ...outcome, texts }
  },

  wrongKey: () =>
    failure(
      () => new Anthropic({ baseURL: gateway, apiKey: "wrong" }).messages.create(ask("say: hello")),
      refusal,
    ),

  unknownModel: () =>
    failure(() => client.messages.create({ ...ask("say: hello"), model: "no-such-model" }), refusal),

  wrongRequest: () =>
    failure(() => client.messages.create({ ...ask("say: hello"), messages: "hello" }), refusal),

  tooLong: () =>
    failure(
      () => client.messages.stream(ask("play exception_first_too_long")).finalMessage(),
      refusal,
    ),

  async spent() {
    await fault({
      effect: "answer",
      status: 402,
      body: { message: "You have reached the limit.", reason: "MONTHLY_REQUEST_COUNT" },
    })
    return failure(() => client.messages.stream(ask("say: hello")).finalMessage(), refusal)
  },

  recordings: () => playEach(hear),
})
