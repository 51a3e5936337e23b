/** How much is said: 'warn' leaves out the lines of requests and jobs that went well. */
export type LogLevel = 'error' | 'warn' | 'info'

export const logLevels: readonly LogLevel[] = ['error', 'warn', 'info']

// Until the settings are read, and in tests, only what is wrong.
let loudness = logLevels.indexOf('warn')

export function setLogLevel(level: LogLevel): void {
  loudness = logLevels.indexOf(level)
}

/** One JSON object per line on standard output. Values are ids and words of our own, never what a person typed. */
export function log(level: LogLevel, event: string, fields: Record<string, unknown> = {}): void {
  if (logLevels.indexOf(level) > loudness) return
  put(`${JSON.stringify({ at: at(), level, event, ...fields })}\n`)
}

/** A line that is there whatever the level: it is not about what was done, it is what the program has to say. */
export const logLine = (fields: Record<string, unknown>): void => put(`${JSON.stringify({ at: at(), ...fields })}\n`)

export type RequestLine = {
  requestId: string
  method: string
  /** The pattern of the route, never the address: addresses hold tokens and what somebody searched for. */
  route: string
  market: string | undefined
  /** 0: the client went away before the answer was made. */
  status: number
  ms: number
  /** All that went over the wire, headers included; undefined where no wire was. */
  bytes: number | undefined
}

/** Whether requests have a line at all. */
export const logsRequests = (): boolean => loudness >= logLevels.indexOf('info')

/** The line of one request. It is written at every one, so it is put together by hand; nothing in it needs escaping. */
export function logRequest({ requestId, method, route, market, status, ms, bytes }: RequestLine): void {
  if (!logsRequests()) return
  put(
    `{"at":"${at()}","level":"info","event":"request","requestId":"${requestId}","method":"${method}","route":"${route}"${
      market === undefined ? '' : `,"market":"${market}"`
    },"status":${status},"ms":${Math.round(ms * 10) / 10}${bytes === undefined ? '' : `,"bytes":${bytes}`}}\n`,
  )
}

let second = 0
let text = ''

function at(): string {
  const now = Date.now()
  if (now !== second) {
    second = now
    text = new Date(now).toISOString()
  }
  return text
}

let waiting = ''

// One write for all lines of a turn of the event loop: a system call each would cost more than the lines.
function put(line: string): void {
  if (waiting === '') setImmediate(flushLog)
  waiting += line
}

/** Writes what waits. Called by itself in each turn, and at the end of the process. */
export function flushLog(): void {
  if (waiting === '') return
  const lines = waiting
  waiting = ''
  process.stdout.write(lines)
}
process.on('exit', flushLog)

/** What is worth keeping of a fault: its kind, its message's first line, its stack and those of its causes. */
export function faultFields(fault: unknown): Record<string, unknown> {
  if (!(fault instanceof Error)) return { fault: withoutQuotes(String(fault)) }
  const { code } = fault as { code?: unknown }
  return {
    fault: fault.name,
    message: withoutQuotes(fault.message.split('\n')[0] ?? ''),
    ...(typeof code === 'string' ? { code } : {}),
    stack: fault.stack
      ?.split('\n')
      .filter((line) => /^\s+at /.test(line))
      .slice(0, 7)
      .map((line) => line.trim()),
    ...(fault.cause ? { cause: faultFields(fault.cause) } : {}),
  }
}

// PostgreSQL and JSON.parse quote what they could not read, mail servers name the recipient: all of it may be a person's.
const withoutQuotes = (message: string): string =>
  message
    .replace(/: ".*$/, ': …')
    .replace(/, ?(?:\.\.\.)?".*" is not valid JSON/, ', … is not valid JSON')
    .replace(/[^\s"'<>()[\]{}:;,]+@[^\s"'<>()[\]{}:;,]+/g, '…@…')
    .slice(0, 500)
