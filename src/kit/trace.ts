/*
 * What a request or a job does, as spans of a trace. Nothing is traced until somebody brings a tracer (adapters/traces/), and
 * until then a span costs a look at one variable. Names and fields are words, kinds and counts of our own: never an address, a
 * value of a statement, or what a person typed.
 */

/** 'server' and 'worker' begin a trace where none is under way; the others are parts of one and else nothing. */
export type SpanKind = 'server' | 'worker' | 'client' | 'inner'

export type SpanFields = Readonly<Record<string, string | number | boolean>>

/** What came before, in another process. Without a span, only the trace's number is given. */
export type TraceParent = {
  traceId: string
  spanId?: string
  isKept: boolean
  /** It is our own: what it says of being kept holds. */
  isOwn?: boolean
}

export interface Tracer {
  /** Runs `work` as a span, which ends with it, or with its promise; a fault is told by its kind alone. */
  span<T>(kind: SpanKind, name: string, fields: SpanFields, work: () => T, parent?: TraceParent): T
  /** Adds to the span that is under way. */
  note(fields: SpanFields): void
  /** The span that is under way, for whoever goes on elsewhere (W3C Trace Context). Undefined where it is not kept. */
  carried(): string | undefined
  /** Sends what is left, for a short time. */
  close(): Promise<void>
}

let tracer: Tracer | undefined

/** For all of this process. */
export function useTracer(next: Tracer | undefined): void {
  tracer = next
}

/** Sends what is left. */
export const closeTracer = async (): Promise<void> => tracer?.close()

export const isTracing = (): boolean => tracer !== undefined

export function span<T>(kind: SpanKind, name: string, fields: SpanFields, work: () => T, parent?: TraceParent): T {
  return tracer ? tracer.span(kind, name, fields, work, parent) : work()
}

export function noteOnSpan(fields: SpanFields): void {
  tracer?.note(fields)
}

/** A port whose calls are spans; the port itself where nothing is traced. */
export function tracedPort<Port extends object>(name: string, port: Port): Port {
  if (!tracer) return port
  const calls = new Map<PropertyKey, unknown>()
  return new Proxy(port, {
    get(target, key) {
      const value: unknown = Reflect.get(target, key, target)
      if (typeof value !== 'function') return value
      let call = calls.get(key)
      if (!call) {
        call = (...given: unknown[]) => span('client', `${name} ${String(key)}`, {}, () => value.apply(target, given))
        calls.set(key, call)
      }
      return call
    },
  })
}

/** A payload of a job that tells the worker whose doing it is. */
export function withTrace(payload: object): object {
  const parent = tracer?.carried()
  return parent === undefined ? payload : { ...payload, _trace: parent }
}

/** Takes apart again what `withTrace` has put together: nobody else sees it. */
export function takeTrace(payload: unknown): { payload: unknown; parent: TraceParent | undefined } {
  if (typeof payload !== 'object' || payload === null || !('_trace' in payload)) return { payload, parent: undefined }
  const { _trace, ...rest } = payload
  const parent = typeof _trace === 'string' ? readTraceparent(_trace) : undefined
  return { payload: rest, parent: parent && { ...parent, isOwn: true } }
}

/** The header `traceparent` (W3C Trace Context, version 00). */
export function readTraceparent(text: string): TraceParent | undefined {
  const [, traceId, spanId, flags] = /^00-([0-9a-f]{32})-([0-9a-f]{16})-([0-9a-f]{2})$/.exec(text) ?? []
  if (!traceId || !spanId || !flags || /^0+$/.test(traceId) || /^0+$/.test(spanId)) return undefined
  return { traceId, spanId, isKept: (Number.parseInt(flags, 16) & 1) === 1 }
}

/** The header `X-Amzn-Trace-Id`: a balancer gives the trace's number alone, other services of AWS name their span as well. */
export function readXrayHeader(text: string): TraceParent | undefined {
  const [, time, rest] = /(?:^|;)\s*Root=1-([0-9a-f]{8})-([0-9a-f]{24})(?:;|$)/.exec(text) ?? []
  if (!time || !rest) return undefined
  const spanId = /(?:^|;)\s*Parent=([0-9a-f]{16})(?:;|$)/.exec(text)?.[1]
  const isKept = /(?:^|;)\s*Sampled=1(?:;|$)/.test(text)
  return { traceId: time + rest, ...(spanId ? { spanId } : {}), isKept }
}

/** Where an incoming request says that it belongs. */
export function readParent(headers: Headers): TraceParent | undefined {
  const [w3c, xray] = [headers.get('traceparent'), headers.get('x-amzn-trace-id')]
  return (w3c ? readTraceparent(w3c) : undefined) ?? (xray ? readXrayHeader(xray) : undefined)
}

const summaries = new Map<string, string>()

/** What a statement is about, such as 'select orders': its first verb and its first table. */
export function statementSummary(text: string): string {
  const known = summaries.get(text)
  if (known) return known
  const verb = /\b(?:insert|update|delete|select)\b/i.exec(text)?.[0].toLowerCase() ?? 'run'
  const about =
    /\b(?:from|into|update|join)\s+([a-z_][\w.]*)/i.exec(text)?.[1] ?? /\bselect\s+([a-z_][\w.]*)\(/i.exec(text)?.[1]
  const summary = about ? `${verb} ${about}` : verb
  if (summaries.size < 1_000) summaries.set(text, summary)
  return summary
}
