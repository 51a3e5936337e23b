import { type Html, html } from '../../kit/html.ts'
import type { JsonSchema, OpenApiDocument, Operation, Parameter, ResponseOf } from '../../kit/open-api-document.ts'
import { fieldRow, fieldRows, inline, nameOf, sampleOf, typeWords } from './schema-view.ts'

export type Samples = {
  /** 'readProduct slug' → a slug that is there now. */
  params: Record<string, string>
  /** Fields of bodies by name. */
  fields: Record<string, unknown>
}

type Given = { document: OpenApiDocument; samples: Samples; place: { market: string; locale: string } }

export const anchor = ({ operationId }: Operation): string => `op-${operationId}`

export const methodBadge = (method: string): Html => html`<span class="method ${method}">${method.toUpperCase()}</span>`

export function operationView(given: Given, path: string, method: string, operation: Operation): Html {
  const { document } = given
  const parameters = operation.parameters.flatMap((one) => parameterOf(document, one))
  const own = parameters.filter(({ name }) => name !== 'market' && name !== 'locale')
  const body = operation.requestBody?.content['application/json']?.schema
  return html`<article class="operation" id="${anchor(operation)}"><h3>${operation.summary}</h3><p class="address">${methodBadge(method)} <code>${addressOf(path)}</code></p>${
    operation.description && html`<p class="measure">${inline(operation.description)}</p>`
  }<p class="traits">${whoWords(operation)}${operation.deprecated && html`<span class="tag">deprecated</span>`}${
    operation.responses['304'] && html`<span class="tag">shared, with ETag</span>`
  }${parameters.some(({ name }) => name === 'Idempotency-Key') && html`<span class="tag">made once per key</span>`}</p>${
    own.length > 0 &&
    html`<h4>Parameters</h4><ul class="fields-list">${own.map((parameter) =>
      fieldRow(parameter.name, { ...parameter.schema, description: whereWords(parameter) }, parameter.required),
    )}</ul>`
  }${body && html`<h4>Body ${named(body)}</h4>${fieldList(body, document)}`}<h4>Answers</h4>${Object.entries(
    operation.responses,
  )
    .filter(([status]) => Number(status) < 400)
    .map(([status, response]) =>
      answerView(status, response, document),
    )}<h4>Problems</h4><ul class="problem-links">${Object.entries(operation.responses)
    .filter(([status]) => Number(status) >= 400)
    .flatMap(([status, response]) =>
      codesOf(response).map(
        (code) => html`<li><a href="#problem-${code}"><span class="number">${status}</span> ${code}</a></li>`,
      ),
    )}</ul>${tryForm(given, path, method, operation, own)}</article>`
}

const parameterOf = (document: OpenApiDocument, one: Parameter | { $ref: string }): Parameter[] => {
  if (!('$ref' in one)) return [one]
  const found = document.components.parameters[one.$ref.replace('#/components/parameters/', '')]
  return found ? [found] : []
}

/** Parameters of the path stand out, and lines break between its parts. */
const addressOf = (path: string): Html =>
  html`${`/api/store${path}`.split(/(?=\/)/).map((part) => html`${part.startsWith('/{') ? html`/<em>${part.slice(1)}</em>` : part}<wbr>`)}`

function whoWords({ security }: Operation): Html {
  const [first, second] = security
  const words = !first ? 'anyone' : second ? 'guest or signed-in shopper' : 'signed-in shopper'
  return html`<span class="tag who">${words}</span>`
}

const whereWords = ({ in: where, description }: Parameter): string =>
  [where === 'header' ? 'Header.' : where === 'path' ? 'In the path.' : '', description].filter(Boolean).join(' ')

const named = (schema: JsonSchema): Html | null =>
  nameOf(schema) ? html`<span class="of">${typeWords(schema)}</span>` : null

function fieldList(schema: JsonSchema, { components }: OpenApiDocument): Html {
  const name = nameOf(schema)
  const shown = name ? (components.schemas[name] ?? {}) : schema
  const rows = fieldRows(shown)
  return rows.length > 0 ? html`<ul class="fields-list">${rows}</ul>` : html`<p class="soft">${typeWords(shown)}</p>`
}

function answerView(status: string, response: ResponseOf, document: OpenApiDocument): Html {
  const schema = response.content?.['application/json']?.schema
  const head = html`<span class="status">${status}</span> ${response.description} ${schema && nameOf(schema) && html`<code>${nameOf(schema)}</code>`}`
  return schema
    ? html`<details class="answer"><summary>${head}</summary>${fieldList(schema, document)}</details>`
    : html`<p class="answer-line">${head}</p>`
}

const codesOf = (response: ResponseOf): string[] =>
  Object.keys(response.content?.['application/problem+json']?.examples ?? {})

/** Sends a request from the page; the script wakes it up. Without it there is a link where a link is enough. */
function tryForm(given: Given, path: string, method: string, operation: Operation, own: Parameter[]): Html {
  const { document, samples, place } = given
  const id = (name: string) => `${operation.operationId}-${name}`
  const body = operation.requestBody?.content['application/json']?.schema
  const filled = path
    .replace('{market}', place.market)
    .replace('{locale}', place.locale)
    .replace(/\{(\w+)\}/g, (whole, name) => samples.params[`${operation.operationId} ${name}`] ?? whole)
  const required = own
    .filter((one) => one.in === 'query' && one.required)
    .map(({ name }) => `${name}=${encodeURIComponent(samples.params[`${operation.operationId} ${name}`] ?? '')}`)
  const link = `/api/store${filled}${required.length > 0 ? `?${required.join('&')}` : ''}`
  const field = (name: string, inside: Html, more?: Html | false) =>
    html`<div class="field"><label for="${id(name)}">${name}${more}</label>${inside}</div>`
  const select = (name: 'market' | 'locale', values: readonly unknown[], chosen: string) =>
    field(
      name,
      html`<select class="input" id="${id(name)}" name="${name}" data-in="path">${values.map(
        (value) => html`<option${value === chosen && html` selected`}>${String(value)}</option>`,
      )}</select>`,
    )
  const { Market, Locale } = document.components.parameters
  const inputs = own
    .filter(({ name }) => name !== 'If-None-Match')
    .map((one) => {
      const sample = samples.params[`${operation.operationId} ${one.name}`] ?? ''
      const choices = one.schema.type === 'boolean' ? ['true', 'false'] : one.schema.enum
      const marks = html` id="${id(one.name)}" name="${one.name}" data-in="${one.in}"`
      return field(
        one.name,
        choices
          ? html`<select class="input"${marks}>${!one.required && html`<option></option>`}${choices.map((choice) => html`<option>${String(choice)}</option>`)}</select>`
          : html`<input class="input"${marks} autocomplete="off" spellcheck="false" value="${sample}"${
              one.name === 'Idempotency-Key' && html` placeholder="a new one each time"`
            }>`,
        !one.required && html` <span class="soft">optional</span>`,
      )
    })
  return html`<details class="try"><summary>Try it</summary>${
    method === 'get' &&
    operation.security.length === 0 &&
    !link.includes('{') &&
    html`<p class="soft small">An example to open: <a href="${link}">${link}</a></p>`
  }<form class="try-form" data-method="${method.toUpperCase()}" data-path="/api/store${path}" hidden><div class="try-fields">${
    path.startsWith('/{market}') && [
      select('market', Market?.schema.enum ?? [], place.market),
      select('locale', Locale?.schema.enum ?? [], place.locale),
    ]
  }${inputs}${
    operation.security.length > 0 &&
    field(
      'token',
      html`<input class="input" id="${id('token')}" name="token" data-in="token" autocomplete="off" spellcheck="false">`,
      !operation.security[1] ? false : html` <span class="soft">optional</span>`,
    )
  }</div>${
    body &&
    html`<div class="field"><label for="${id('body')}">Body</label><textarea class="input" id="${id('body')}" name="body" rows="6" spellcheck="false">${JSON.stringify(
      sampleOf(body, document.components.schemas, samples.fields),
      null,
      2,
    )}</textarea></div>`
  }<button class="button" type="submit">Send</button><div class="try-answer" role="status"></div></form></details>`
}
