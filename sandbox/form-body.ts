export type FormValue = string | FormValue[] | { [name: string]: FormValue }
export type FormFields = { [name: string]: FormValue }

const unsafe = new Set(['__proto__', 'constructor', 'prototype'])

/** Reads `line_items[0][price_data][currency]=eur` into objects and lists, as Stripe does. */
export function readFormBody(body: string): FormFields {
  const fields: FormFields = {}
  for (const [name, value] of new URLSearchParams(body)) {
    const path = [name.split('[', 1)[0] ?? '', ...[...name.matchAll(/\[([^\]]*)\]/g)].map((part) => part[1] ?? '')]
    if (path.length > 10 || path.some((step) => unsafe.has(step))) continue
    let at: Record<string, FormValue> = fields
    for (const [i, step] of path.entries()) {
      const key = step === '' ? String(Object.keys(at).length) : step
      if (i === path.length - 1) at[key] = value
      else {
        const next = at[key]
        if (typeof next !== 'object') at[key] = {}
        at = at[key] as Record<string, FormValue>
      }
    }
  }
  return asLists(fields) as FormFields
}

function asLists(value: FormValue): FormValue {
  if (typeof value === 'string' || Array.isArray(value)) return value
  const entries = Object.entries(value).map(([name, part]) => [name, asLists(part)] as const)
  const isList = entries.length > 0 && entries.every(([name], i) => name === String(i))
  return isList ? entries.map(([, part]) => part) : Object.fromEntries(entries)
}

export const textOf = (value: FormValue | undefined): string | undefined =>
  typeof value === 'string' ? value : undefined

export const partOf = (value: FormValue | undefined, name: string | number): FormValue | undefined =>
  typeof value === 'object' ? (value as Record<string, FormValue>)[name] : undefined

/** String values of a nested field, such as `metadata`. */
export const metadataOf = (value: FormValue | undefined): Record<string, string> =>
  typeof value === 'object'
    ? Object.fromEntries(
        Object.entries(value).filter((entry): entry is [string, string] => typeof entry[1] === 'string'),
      )
    : {}
