import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { TestContext } from 'node:test'

export type ReceivedSpan = {
  service: string
  name: string
  kind: 'inner' | 'server' | 'client' | 'producer' | 'worker'
  traceId: string
  spanId: string
  parentSpanId: string | undefined
  fields: Record<string, string | number | boolean>
  failed: boolean
}

export type OtlpReceiver = {
  /** What TRACES_URL says. */
  url: string
  spans: ReceivedSpan[]
  /** All bodies as they came. */
  bodies: string[]
}

type OtlpValue = {
  stringValue?: string
  intValue?: number
  doubleValue?: number
  boolValue?: boolean
  arrayValue?: { values: { stringValue?: string }[] }
}
type OtlpAttributes = { key: string; value: OtlpValue }[]
type OtlpSpan = {
  name: string
  kind: number
  traceId: string
  spanId: string
  parentSpanId?: string
  attributes: OtlpAttributes
  status?: { code?: number }
}
type OtlpBody = {
  resourceSpans: { resource: { attributes: OtlpAttributes }; scopeSpans: { spans: OtlpSpan[] }[] }[]
}

const kinds = ['inner', 'inner', 'server', 'client', 'producer', 'worker'] as const

const fieldsOf = (attributes: OtlpAttributes): ReceivedSpan['fields'] =>
  Object.fromEntries(
    attributes.map(({ key, value }) => [
      key,
      value.stringValue ??
        value.intValue ??
        value.doubleValue ??
        value.boolValue ??
        value.arrayValue?.values.map(({ stringValue }) => stringValue).join() ??
        '',
    ]),
  )

/** Takes spans over OTLP/HTTP as JSON: https://opentelemetry.io/docs/specs/otlp/#otlphttp. It answers with `status`, after a while. */
export async function openOtlpReceiver(t: TestContext, { status = 200, afterMs = 0 } = {}): Promise<OtlpReceiver> {
  const received: Omit<OtlpReceiver, 'url'> = { spans: [], bodies: [] }
  const server = createServer(async (request, response) => {
    const chunks: Buffer[] = []
    for await (const chunk of request) chunks.push(chunk)
    const text = Buffer.concat(chunks).toString('utf8')
    received.bodies.push(text)
    for (const { resource, scopeSpans } of (JSON.parse(text) as OtlpBody).resourceSpans)
      for (const { name, kind, traceId, spanId, parentSpanId, attributes, status } of scopeSpans.flatMap(
        ({ spans }) => spans,
      ))
        received.spans.push({
          service: String(fieldsOf(resource.attributes)['service.name']),
          name,
          kind: kinds[kind] ?? 'inner',
          traceId,
          spanId,
          parentSpanId: parentSpanId || undefined,
          fields: fieldsOf(attributes),
          failed: status?.code === 2,
        })
    setTimeout(() => {
      response.writeHead(status, { 'content-type': 'application/json' }).end('{}')
    }, afterMs).unref()
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  t.after(() => {
    server.close()
    server.closeAllConnections()
  })
  return { ...received, url: `otlp+http://127.0.0.1:${(server.address() as AddressInfo).port}` }
}
