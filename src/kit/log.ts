/** One JSON object per line on standard output. Values are ids and words of our own, never what a person typed. */
export function log(level: 'info' | 'warn' | 'error', event: string, fields: Record<string, unknown> = {}): void {
  process.stdout.write(`${JSON.stringify({ at: new Date().toISOString(), level, event, ...fields })}\n`)
}

/** What is worth keeping of a fault: its kind, its message's first line, its stack and those of its causes. */
export function faultFields(fault: unknown): Record<string, unknown> {
  if (!(fault instanceof Error)) return { fault: String(fault) }
  const { code } = fault as { code?: unknown }
  return {
    fault: fault.name,
    message: fault.message.split('\n')[0],
    ...(typeof code === 'string' ? { code } : {}),
    stack: fault.stack
      ?.split('\n')
      .slice(1, 8)
      .map((line) => line.trim()),
    ...(fault.cause ? { cause: faultFields(fault.cause) } : {}),
  }
}
