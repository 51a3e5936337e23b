import { AsyncLocalStorage } from 'node:async_hooks'
import { randomBytes } from 'node:crypto'
import { setTimeout as sleep } from 'node:timers/promises'
import {
  type Context,
  SpanKind as OtelKind,
  type Span as OtelSpan,
  ROOT_CONTEXT,
  SpanStatusCode,
  TraceFlags,
  trace,
} from '@opentelemetry/api'
import { OTLPTraceExporter } from '@opentelemetry/exporter-trace-otlp-http'
import { resourceFromAttributes } from '@opentelemetry/resources'
import {
  BatchSpanProcessor,
  ParentBasedSampler,
  type Sampler,
  SamplingDecision,
  type SpanExporter,
  TraceIdRatioBasedSampler,
  TracerProvider,
} from '@opentelemetry/sdk-trace'
import { log } from '../../kit/log.ts'
import type { SpanKind, TraceParent, Tracer } from '../../kit/trace.ts'

export type OtlpOptions = {
  /** `otlp+http://127.0.0.1:4318` or `otlp+https://…`; without a path it is /v1/traces. */
  url: URL
  /** Which part of the traces is kept, 0 to 1. */
  share: number
  /** 'web', 'worker' … */
  service: string
}

const kinds: Record<SpanKind, OtelKind> = {
  server: OtelKind.SERVER,
  worker: OtelKind.CONSUMER,
  client: OtelKind.CLIENT,
  inner: OtelKind.INTERNAL,
}

// What waits to be sent: about 2 MB, then spans are dropped. One batch is under way at a time.
const waiting = {
  maxQueueSize: 2_048,
  maxExportBatchSize: 512,
  scheduledDelayMillis: 2_000,
  exportTimeoutMillis: 6_000,
}
const sendingMs = 5_000
const lastSendingMs = 2_000
// A stranger may send headers that ask for a trace to be kept: of those so many each second, then the share decides.
const askedPerSecond = 5

/** X-Ray finds traces by what this field names, and by no other field; for other receivers it is one more. */
const searchable = { 'aws.xray.annotations': ['http.route'] }

/** Spans over OTLP/HTTP as JSON, to a collector or the CloudWatch agent. Nobody ever waits for it. */
export function openOtlpTracer({ url, share, service }: OtlpOptions): Tracer {
  let wantedTraceId: string | undefined
  const ratio = new TraceIdRatioBasedSampler(share)
  const provider = new TracerProvider({
    resource: resourceFromAttributes({ 'service.name': `tradewind-${service}`, 'process.pid': process.pid }),
    sampler: new ParentBasedSampler({ root: ratio, remoteParentSampled: atMost(askedPerSecond, ratio) }),
    idGenerator: {
      generateTraceId: () => wantedTraceId ?? xrayTraceId(),
      generateSpanId: () => randomBytes(8).toString('hex'),
    },
    spanProcessors: [new BatchSpanProcessor({ ...waiting, exporter: openExporter(url) })],
  })
  const tracer = provider.getTracer('tradewind')
  const place = new AsyncLocalStorage<{ context: Context; span: OtelSpan; isKept: boolean }>()

  function begin(kind: SpanKind, name: string, fields: Record<string, string | number | boolean>, from: Context) {
    const attributes = kind === 'server' ? { ...fields, ...searchable } : fields
    return tracer.startSpan(name, { kind: kinds[kind], attributes }, from)
  }

  return {
    span(kind, name, fields, work, parent) {
      const above = place.getStore()
      // Below a span that is not kept nothing is, and what belongs to no request and no job is no trace.
      if (above ? !above.isKept : kind === 'client' || kind === 'inner') return work()
      const from = above?.context ?? contextOf(parent)
      wantedTraceId = above || parent?.spanId ? undefined : parent?.traceId
      const span = begin(kind, name, { ...fields }, from)
      wantedTraceId = undefined
      const end = (fault?: unknown) => {
        if (fault) {
          const message = fault instanceof Error ? fault.name : 'fault'
          span.setStatus({ code: SpanStatusCode.ERROR, message }).setAttribute('error.type', message)
        }
        span.end()
      }
      return place.run({ context: trace.setSpan(from, span), span, isKept: span.isRecording() }, () => {
        let done: ReturnType<typeof work>
        try {
          done = work()
        } catch (fault) {
          end(fault)
          throw fault
        }
        if (!(done instanceof Promise)) {
          end()
          return done
        }
        return done.then(
          (value) => {
            end()
            return value
          },
          (fault) => {
            end(fault)
            throw fault
          },
        ) as typeof done
      })
    },
    note(fields) {
      const here = place.getStore()
      if (!here?.isKept) return
      here.span.setAttributes({ ...fields })
      if (Number(fields['http.response.status_code']) >= 500) here.span.setStatus({ code: SpanStatusCode.ERROR })
    },
    carried() {
      const here = place.getStore()
      if (!here?.isKept) return undefined
      const { traceId, spanId } = here.span.spanContext()
      return `00-${traceId}-${spanId}-01`
    },
    async close() {
      await Promise.race([provider.shutdown().catch(() => {}), sleep(lastSendingMs, undefined, { ref: false })])
    },
  }
}

/** The shape that X-Ray wants: the time in seconds, and 96 random bits. */
function xrayTraceId(): string {
  const seconds = Math.floor(Date.now() / 1000)
  return seconds.toString(16).padStart(8, '0') + randomBytes(12).toString('hex')
}

function contextOf(parent: TraceParent | undefined): Context {
  if (!parent?.spanId) return ROOT_CONTEXT
  return trace.setSpanContext(ROOT_CONTEXT, {
    traceId: parent.traceId,
    spanId: parent.spanId,
    traceFlags: parent.isKept ? TraceFlags.SAMPLED : TraceFlags.NONE,
    isRemote: !parent.isOwn,
  })
}

function atMost(perSecond: number, then: Sampler): Sampler {
  let second = 0
  let count = 0
  return {
    shouldSample(...asked) {
      const now = Math.floor(Date.now() / 1000)
      if (now !== second) {
        second = now
        count = 0
      }
      return ++count <= perSecond ? { decision: SamplingDecision.RECORD_AND_SAMPLED } : then.shouldSample(...asked)
    },
    toString: () => `AtMost${perSecond}PerSecond`,
  }
}

/** Tells once that spans are lost, and once that they arrive again. */
function openExporter(url: URL): SpanExporter {
  const target = new URL(url.href.replace(/^otlp\+/, ''))
  if (target.pathname === '/') target.pathname = '/v1/traces'
  const exporter = new OTLPTraceExporter({ url: target.href, timeoutMillis: sendingMs, concurrencyLimit: 2 })
  let lost = 0
  return {
    export(spans, done) {
      exporter.export(spans, ({ code, error }) => {
        if (code !== 0) {
          const why = (error as { code?: string | number } | undefined)?.code ?? error?.name ?? 'unknown'
          if (lost === 0) log('warn', 'traces.lost', { why })
          lost += spans.length
        } else if (lost > 0) {
          log('info', 'traces.arrive', { lost })
          lost = 0
        }
        // It is told here; to the processor a batch is done either way.
        done({ code: 0 })
      })
    },
    forceFlush: () => exporter.forceFlush(),
    shutdown: () => exporter.shutdown(),
  }
}
