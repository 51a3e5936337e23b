import { z } from 'zod'
import { BadRequest, readBytes } from '../../kit/http.ts'
import { readJson } from '../../kit/json.ts'
import type { Endpoint, ObjectSchema } from './endpoint.ts'
import { type FieldProblem, type Refusal, refuse } from './problems.ts'

export const maxBodyBytes = 64 * 1024
const maxDepth = 16

type Checked = { params: object; query: object; body: object }
type Where = FieldProblem['in']

/** What was sent, checked by the endpoint's schemas; or all that is wrong with it. `bodyText` is the body as it came. */
export async function readInput(
  endpoint: Endpoint,
  request: Request,
  sent: { params: Record<string, string>; query: URLSearchParams },
): Promise<{ ok: true; input: Checked; bodyText: string } | { ok: false; refusal: Refusal }> {
  const read = endpoint.method === 'GET' ? { ok: true as const, text: '', value: {} } : await readJsonBody(request)
  if (!read.ok) return read
  const params = check(endpoint.params, 'path', spread(Object.entries(sent.params), endpoint.params))
  const query = check(endpoint.query, 'query', spread([...sent.query], endpoint.query))
  const body = check(endpoint.body, 'body', { value: read.value, problems: [] })
  const fields = [...params.problems, ...query.problems, ...body.problems]
  if (fields.length > 0) return { ok: false, refusal: refuse('input-invalid', { fields: fields.slice(0, 50) }) }
  return {
    ok: true,
    input: { params: params.value, query: query.value, body: body.value },
    bodyText: read.text,
  }
}

async function readJsonBody(
  request: Request,
): Promise<{ ok: true; text: string; value: unknown } | { ok: false; refusal: Refusal }> {
  let bytes: Uint8Array
  try {
    bytes = await readBytes(request, maxBodyBytes)
  } catch (fault) {
    if (!(fault instanceof BadRequest)) throw fault
    const refusal =
      fault.status === 413 ? refuse('body-too-large') : refuse('json-malformed', { detail: fault.message })
    return { ok: false, refusal }
  }
  if (bytes.length === 0) return { ok: true, text: '', value: {} }
  if (!isJson(request.headers)) return { ok: false, refusal: refuse('body-not-json') }
  let text: string
  try {
    text = new TextDecoder('utf-8', { fatal: true }).decode(bytes)
  } catch {
    return { ok: false, refusal: refuse('json-malformed', { detail: 'The body is not UTF-8.' }) }
  }
  const read = readJson(text, maxDepth)
  if (read.ok) return { ok: true, text, value: read.value }
  if (read.problem === 'repeated')
    return {
      ok: false,
      refusal: refuse('json-malformed', {
        fields: [
          { field: read.path.slice(0, 200), in: 'body', code: 'repeated', message: 'stands twice in one object' },
        ],
      }),
    }
  return { ok: false, refusal: refuse('json-malformed', { detail: broken[read.problem] }) }
}

const broken = {
  malformed: 'The body ends too early or has a character where none is allowed.',
  'too-deep': `The body has more than ${maxDepth} levels.`,
  nul: 'The body holds a NUL character.',
}

function isJson(headers: Headers): boolean {
  const [type = '', ...parameters] = (headers.get('content-type') ?? '').toLowerCase().split(';')
  const charset = parameters.map((part) => /^\s*charset\s*=\s*"?([\w-]+)"?\s*$/.exec(part)?.[1]).find(Boolean)
  const encoding = headers.get('content-encoding') ?? 'identity'
  return type.trim() === 'application/json' && (charset ?? 'utf-8') === 'utf-8' && encoding === 'identity'
}

type Told = Omit<FieldProblem, 'in'>
type Spread = { value: unknown; problems: Told[] }

/** Parameters under their names, as the types that the schema asks for. What cannot be such a type stays a text and is refused. */
function spread(pairs: readonly (readonly [string, string])[], schema: ObjectSchema | undefined): Spread {
  const value: Record<string, unknown> = Object.create(null)
  const problems: Told[] = []
  for (const [name, text] of pairs) {
    const { isList, type } = kindOf(
      schema && Object.hasOwn(schema.shape, name) ? (schema.shape[name] as z.ZodType) : undefined,
    )
    const before = Object.hasOwn(value, name) ? value[name] : undefined
    if (text.includes('\0') || name.includes('\0'))
      problems.push({ field: shown(name), code: 'malformed', message: 'holds a NUL character' })
    else if (before !== undefined && !isList)
      problems.push({ field: shown(name), code: 'repeated', message: 'may come only once' })
    else if (isList) value[name] = [...((before as unknown[]) ?? []), typed(text, type)]
    else value[name] = typed(text, type)
  }
  return { value, problems }
}

type Kind = { isList: boolean; type: string }

/** What a parameter is below 'optional' and 'default'. */
function kindOf(schema: z.ZodType | undefined): Kind {
  if (!schema) return { isList: false, type: 'string' }
  const def = schema.def as { type: string; innerType?: z.ZodType; element?: z.ZodType; in?: z.ZodType }
  if (def.innerType) return kindOf(def.innerType)
  if (def.type === 'pipe') return kindOf(def.in)
  if (def.type === 'array') return { isList: true, type: kindOf(def.element).type }
  return { isList: false, type: def.type }
}

function typed(text: string, type: string): unknown {
  if (type === 'number' && /^-?\d{1,15}(\.\d{1,6})?$/.test(text)) return Number(text)
  if (type === 'boolean' && (text === 'true' || text === 'false')) return text === 'true'
  return text
}

const nothing = z.strictObject({})

function check(
  schema: ObjectSchema | undefined,
  where: Where,
  given: Spread,
): { value: object; problems: FieldProblem[] } {
  const parsed = (schema ?? nothing).safeParse(given.value)
  if (parsed.success && given.problems.length === 0) return { value: parsed.data, problems: [] }
  const told = parsed.success ? [] : parsed.error.issues.flatMap((issue) => problemsOfIssue(issue, where))
  return { value: {}, problems: [...given.problems.map((problem) => ({ ...problem, in: where })), ...told] }
}

function problemsOfIssue(issue: z.core.$ZodIssue, where: Where): FieldProblem[] {
  const field = shown(issue.path.map(String).join('.') || where)
  const one = (code: string, message: string): FieldProblem[] => [{ field, in: where, code, message }]
  switch (issue.code) {
    case 'unrecognized_keys':
      return issue.keys.map((key) => ({
        field: shown([...issue.path, key].map(String).join('.')),
        in: where,
        code: 'unknown',
        message: 'is not a name that is known here',
      }))
    case 'invalid_type':
      // Zod tells a missing value by its message only.
      return issue.message.endsWith('received undefined')
        ? one('missing', 'is missing')
        : one('malformed', `must be ${typeWords[issue.expected] ?? `a ${issue.expected}`}`)
    case 'too_big':
      return one('too-large', `must ${sizeWords(issue.origin, 'at most', issue.maximum)}`)
    case 'too_small':
      return one('too-small', `must ${sizeWords(issue.origin, 'at least', issue.minimum)}`)
    case 'invalid_value':
      return one('malformed', `must be one of ${issue.values.map(String).join(', ')}`)
    case 'invalid_format':
      return one(
        'malformed',
        issue.format === 'regex' ? `must match ${issue.pattern}` : `must be a valid ${issue.format}`,
      )
    case 'custom':
      return one(typeof issue.params?.code === 'string' ? issue.params.code : 'malformed', issue.message)
    default:
      return one('malformed', 'is not one of the forms that are allowed')
  }
}

const typeWords: Record<string, string> = {
  int: 'a whole number',
  boolean: 'true or false',
  string: 'a text',
  array: 'a list',
  object: 'an object',
  record: 'an object',
}

function sizeWords(origin: string, limit: string, size: number | bigint): string {
  if (origin === 'string') return `have ${limit} ${size} characters`
  if (origin === 'array' || origin === 'set') return `have ${limit} ${size} entries`
  return `be ${limit} ${size}`
}

// Names come from outside: they are told back short and without what could break a line.
// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is taken out
const shown = (name: string): string => name.replace(/[\0-\x1f\x7f]/g, '�').slice(0, 100)
