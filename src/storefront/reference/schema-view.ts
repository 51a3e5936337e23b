import { type Html, html } from '../../kit/html.ts'
import type { JsonSchema } from '../../kit/open-api-document.ts'

const named = '#/components/schemas/'

export const nameOf = (schema: JsonSchema): string | null => schema.$ref?.slice(named.length) ?? null

/** What a value is, in words: 'integer', 'list of Money', 'text or null', with links to what has a name. */
export function typeWords(schema: JsonSchema): Html {
  const name = nameOf(schema)
  if (name) return html`<a href="#schema-${name}">${name}</a>`
  const options = schema.anyOf ?? schema.oneOf
  if (options) return html`${options.map((option, i) => html`${i > 0 && ' or '}${typeWords(option)}`)}`
  if (schema.const !== undefined) return html`<code>${JSON.stringify(schema.const)}</code>`
  if (schema.enum) return html`${schema.enum.map((value, i) => html`${i > 0 && ' '}<code>${String(value)}</code>`)}`
  switch (schema.type) {
    case 'array':
      if (schema.prefixItems) return html`list of ${schema.prefixItems.length} values`
      return html`list of ${schema.items ? typeWords(schema.items) : 'anything'}`
    case 'object':
      if (schema.properties) return html`object`
      return html`object: name → ${typeof schema.additionalProperties === 'object' ? typeWords(schema.additionalProperties) : 'anything'}`
    case 'string':
      return html`${formats[schema.format ?? ''] ?? 'text'}`
    case 'integer':
      return html`whole number`
    case undefined:
      return html`anything`
    default:
      return html`${String(schema.type)}`
  }
}

const formats: Record<string, string> = {
  'date-time': 'instant, ISO 8601',
  date: 'day, YYYY-MM-DD',
  email: 'e-mail address',
  uuid: 'UUID',
  uri: 'address',
}

/** Limits of a value: '1 to 100, 24 unless told'. */
export function limitWords(schema: JsonSchema): string {
  const { minimum, maximum, minLength, maxLength, minItems, maxItems, pattern, default: usual } = schema
  const span = (least: number | undefined, most: number | undefined, unit: string) =>
    least !== undefined && most !== undefined && least > 0
      ? `${count(least)} to ${count(most)}${unit}`
      : most !== undefined
        ? `at most ${count(most)}${unit}`
        : least !== undefined && least > 0
          ? `at least ${count(least)}${unit}`
          : ''
  return [
    span(minimum, maximum, ''),
    span(minLength, maxLength, ' characters'),
    span(minItems, maxItems, ' entries'),
    pattern && pattern !== '\\S' ? `matches \`${pattern}\`` : '',
    usual === undefined ? '' : `${JSON.stringify(usual)} unless told`,
  ]
    .filter(Boolean)
    .join(', ')
}

const count = (number: number) => number.toLocaleString('en-US')

/** Words with `code` in backticks. */
export const inline = (words: string | undefined): Html[] =>
  (words ?? '').split('`').map((part, i) => (i % 2 === 1 ? html`<code>${part}</code>` : html`${part}`))

/** The fields of an object, those of objects inside below them. */
export function fieldRows(schema: JsonSchema, before = ''): Html[] {
  return Object.entries(schema.properties ?? {}).flatMap(([name, field]) => {
    const path = before + name
    const inner = insideOf(field)
    return [
      fieldRow(path, field, schema.required?.includes(name) ?? false),
      ...(inner ? fieldRows(inner.schema, `${path}${inner.list ? '[]' : ''}.`) : []),
    ]
  })
}

/** The object without a name that stands in a field, in its list, or beside null. */
function insideOf(field: JsonSchema): { schema: JsonSchema; list: boolean } | null {
  if (field.properties) return { schema: field, list: false }
  if (field.type === 'array' && field.items) {
    const inner = insideOf(field.items)
    return inner && { schema: inner.schema, list: true }
  }
  const [only, ...others] = (field.anyOf ?? field.oneOf ?? []).filter(({ type }) => type !== 'null')
  return only && others.length === 0 ? insideOf(only) : null
}

export function fieldRow(name: string, schema: JsonSchema & { description?: string }, required: boolean): Html {
  const limits = limitWords(schema.type === 'array' && schema.items ? { ...schema.items, ...schema } : schema)
  return html`<li><p class="field-name"><code>${name}</code>${required ? html`<span class="unseen"> required</span>` : html` <span class="optional">optional</span>`}<span class="field-type">${typeWords(schema)}</span></p>${
    (schema.description || limits) &&
    html`<p class="field-words">${inline(schema.description)}${schema.description && limits && ' '}${limits && html`<span class="soft">${inline(limits)}</span>`}</p>`
  }</li>`
}

/** A value that the schema takes, for the body of a request to try. */
export function sampleOf(
  schema: JsonSchema,
  schemas: Record<string, JsonSchema>,
  given: Record<string, unknown>,
): unknown {
  const name = nameOf(schema)
  if (name) return sampleOf(schemas[name] ?? {}, schemas, given)
  if (schema.examples?.length) return schema.examples[0]
  if (schema.default !== undefined) return schema.default
  if (schema.const !== undefined) return schema.const
  if (schema.enum) return schema.enum[0]
  const options = schema.anyOf ?? schema.oneOf
  if (options?.[0]) return sampleOf(options[0], schemas, given)
  switch (schema.type) {
    case 'object':
      return Object.fromEntries(
        Object.entries(schema.properties ?? {}).flatMap(([field, inner]) =>
          Object.hasOwn(given, field)
            ? [[field, given[field]]]
            : schema.required?.includes(field)
              ? [[field, sampleOf(inner, schemas, given)]]
              : [],
        ),
      )
    case 'array':
      return schema.items && (schema.minItems ?? 0) > 0 ? [sampleOf(schema.items, schemas, given)] : []
    case 'integer':
    case 'number':
      return Math.max(schema.minimum ?? 1, 1)
    case 'boolean':
      return true
    default:
      return ''
  }
}
