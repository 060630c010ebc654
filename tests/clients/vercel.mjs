// I use the gateway through the AI SDK and its Anthropic provider, which checks every event.

import { createAnthropic } from "@ai-sdk/anthropic"
import { generateText, isStepCount, jsonSchema, Output, streamText, tool } from "ai"
import { isDeepStrictEqual } from "node:util"
import { failure, fault, gateway, key, perform, playEach } from "./cases.mjs"

const model = "claude-sonnet-5"

const open = (baseURL, apiKey) => createAnthropic({ baseURL, apiKey })

const provider = open(`${gateway}/v1`, key)

const thinking = { providerOptions: { anthropic: { thinking: { type: "adaptive" } } } }

const operands = jsonSchema({
  type: "object",
  properties: { a: { type: "number" }, b: { type: "number" } },
  required: ["a", "b"],
})

const tools = {
  add: tool({
    description: "Add two numbers.",
    inputSchema: operands,
    execute: ({ a, b }) => a + b,
  }),
}

const sum = 'Call add with {"a": 2, "b": 3}'

function asked(prompt, more) {
  return { model: provider(model), prompt, maxRetries: 0, onError() {}, ...more }
}

const generate = (prompt, more) => generateText(asked(prompt, more))

const called = ({ toolName, input }) => ({ toolName, input })

/** Return the kinds of a stream's parts, without repetitions, and what they say. */
async function stream(prompt, more) {
  const heard = { kinds: [], errors: [], calls: [], text: "", reason: undefined }
  for await (const part of streamText(asked(prompt, more)).fullStream) {
    if (part.type !== heard.kinds.at(-1)) heard.kinds.push(part.type)
    if (part.type === "error") heard.errors.push(refusal(part.error))
    if (part.type === "tool-call") heard.calls.push(called(part))
    if (part.type === "text-delta") heard.text += part.text
    if (part.type === "finish") heard.reason = part.finishReason
  }
  return heard
}

/** Return how each step ended, and the figures in the last one's text. */
function walked({ steps, text }) {
  return { reasons: steps.map((step) => step.finishReason), sums: text.match(/\d+/g) }
}

function refusal({ name, statusCode, message, isRetryable }) {
  return { kind: name, status: statusCode, said: message, isRetryable }
}

/** Hear a recording whole and streamed. */
async function hear(name) {
  const whole = await failure(() => generate(`play ${name}`, thinking), refusal)
  const { kinds, errors, ...streamed } = await stream(`play ${name}`, thinking)
  if (errors.length > 0) {
    const isRefused = !("unexpected" in whole) && streamed.calls.length === 0
    const isUnfinished = [undefined, "error"].includes(streamed.reason)
    return isRefused && isUnfinished ? "broken" : { whole, errors, streamed }
  }
  const { text, toolCalls, finishReason: reason } = whole.unexpected ?? {}
  const said = { calls: toolCalls?.map(called), text, reason }
  return isDeepStrictEqual(said, streamed) ? "same" : { said, streamed }
}

await perform({
  async plain() {
    const { text, finishReason, usage } = await generate("say: hello")
    return { text, finishReason, isCounted: usage.inputTokens > 0 && usage.outputTokens > 0 }
  },

  streamed: () => stream("say: hello"),

  async thinking() {
    const { reasoningText, text } = await generate("Think about rain", thinking)
    return { reasoningText, text }
  },

  thinkingStreamed: () => stream("Think about rain", thinking),

  async tools() {
    return walked(await generate(sum, { tools, stopWhen: isStepCount(4) }))
  },

  async toolsStreamed() {
    const { text, ...heard } = await stream(sum, { tools, stopWhen: isStepCount(4) })
    return { ...heard, sums: text.match(/\d+/g) }
  },

  async toolsWithThinking() {
    const more = { tools, stopWhen: isStepCount(4), ...thinking }
    return walked(await generate(`Think about sums. ${sum}`, more))
  },

  async search() {
    const more = { tools: { web_search: provider.tools.webSearch_20250305() } }
    const { sources, text, finishReason } = await generate("old boats", more)
    const pages = sources.map(({ url }) => url)
    return { pages, isTold: pages.every((page) => text.includes(page)), finishReason }
  },

  async searchStreamed() {
    const more = { tools: { web_search: provider.tools.webSearch_20250305() } }
    const { text, ...heard } = await stream("old boats", more)
    return heard
  },

  async object() {
    const schema = jsonSchema({ type: "object", properties: { city: { type: "string" } } })
    const more = { output: Output.object({ schema }) }
    return (await generate("play a_city_in_json", more)).output
  },

  brokenMidway: () => stream("play exception_midway"),

  // As when the base URL comes from the environment: it posts to `/messages`.
  async withoutVersion() {
    const { text } = await generate("say: hello", { model: open(gateway, key)(model) })
    return { text }
  },

  wrongKey: () =>
    failure(() => generate("say: hello", { model: open(`${gateway}/v1`, "wrong")(model) }), refusal),

  unknownModel: () =>
    failure(() => generate("say: hello", { model: provider("no-such-model") }), refusal),

  tooLong: () => failure(() => generate("play exception_first_too_long"), refusal),

  async spent() {
    await fault({
      effect: "answer",
      status: 402,
      body: { message: "You have reached the limit.", reason: "MONTHLY_REQUEST_COUNT" },
    })
    return failure(() => generate("say: hello"), refusal)
  },

  recordings: () => playEach(hear),
})
