import { readFile } from 'node:fs/promises'
import { basename } from 'node:path'
import { LineCounter, parseDocument } from 'yaml'
import type { z } from 'zod'

export type Checked<T> = { ok: true; value: T } | { ok: false; problems: string[] }

/** Reads a YAML file and checks it. What is wrong is told with the place, the value and what is allowed. */
export async function readYaml<S extends z.ZodType>(file: string, schema: S): Promise<Checked<z.output<S>>> {
  const name = basename(file)
  const lineCounter = new LineCounter()
  const document = parseDocument(await readFile(file, 'utf8'), { lineCounter, prettyErrors: false })
  if (document.errors.length > 0)
    return {
      ok: false,
      problems: document.errors.map(
        ({ message, pos }) => `${name}, line ${lineCounter.linePos(pos[0]).line}: ${message}`,
      ),
    }
  const given: unknown = document.toJS()
  const checked = schema.safeParse(given)
  if (checked.success) return { ok: true, value: checked.data }
  return { ok: false, problems: checked.error.issues.flatMap(flat).map((issue) => `${name}: ${told(given, issue)}`) }
}

// Of alternatives that all refuse, the one that came furthest tells most.
function flat(issue: z.core.$ZodIssue): z.core.$ZodIssue[] {
  if (issue.code !== 'invalid_union') return [issue]
  const deepest = issue.errors
    .map((branch) => branch.flatMap(flat).map((one) => ({ ...one, path: [...issue.path, ...one.path] })))
    .sort((a, b) => (b[0]?.path.length ?? 0) - (a[0]?.path.length ?? 0))[0]
  const isDeeper = (deepest?.[0]?.path.length ?? 0) > issue.path.length
  return isDeeper && deepest ? deepest : [{ ...issue, code: 'custom', message: issue.message } as z.core.$ZodIssue]
}

function told(given: unknown, issue: z.core.$ZodIssue): string {
  const path = issue.path.map(String).join('.')
  if (issue.code === 'unrecognized_keys')
    return `${[path, issue.keys.join(', ')].filter(Boolean).join('.')} is unknown here.`
  let value = given
  for (const step of issue.path) value = (value as Record<PropertyKey, unknown> | undefined)?.[step]
  if (value === undefined || value === null) return `${path || 'the file'} is missing. ${issue.message}`
  const shown = typeof value === 'object' ? JSON.stringify(value) : `'${value}'`
  return `${path} is ${shown.length > 80 ? `${shown.slice(0, 79)}…` : shown}. ${issue.message}`
}
