// I play named cases one after the other and print what came of each as a line of JSON.

const [gateway, kiro, key, streams] = process.argv.slice(2)

export { gateway, key }

/** Let the simulated Kiro commit `effects` on the next generation. */
export async function fault(...effects) {
  const response = await fetch(`${kiro}/_simulator/faults`, {
    method: "POST",
    body: JSON.stringify({ operation: "GenerateAssistantResponse", effects }),
  })
  if (!response.ok) throw new Error(await response.text())
}

/** Return what `hear` makes of every recorded stream, by name. */
export async function playEach(hear) {
  const heard = streams.split(",").map(async (name) => [name, await hear(name)])
  return Object.fromEntries(await Promise.all(heard))
}

/** Return what `play` throws, as `tell` tells it; not to throw is an error. */
export async function failure(play, tell) {
  try {
    return { unexpected: await play() }
  } catch (error) {
    return tell(error)
  }
}

/** Play every case; one that throws is told by its stack. */
export async function perform(cases) {
  for (const [name, play] of Object.entries(cases)) {
    const outcome = await play().catch((error) => ({ threw: error.stack }))
    console.log(JSON.stringify({ name, outcome }))
  }
}
