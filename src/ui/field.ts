import { type Html, html, type Printable } from '../kit/html.ts'
import { icon } from './icon.ts'

/*
 * Form fields. Label, hint and error are tied to the control with aria-describedby; a control is at least 44 px high.
 *
 *   field({ name: 'email', label, value, error, hint, type: 'email', autocomplete: 'email', required: true })
 *   textArea({ name: 'note', label, value, rows: 4 })
 *   selectField({ name: 'country', label, value, options: [{ value: 'DE', label: 'Deutschland' }] })
 *   checkField({ name: 'billingSame', label, checked: true })
 *   choices({ name: 'method', legend, value, options: [{ value, label, note, side }] })   radio buttons as rows
 *   errorSummary(title, [{ name: 'email', words: 'Enter an e-mail address.' }])   first thing in the form, takes the focus
 *   hidden('token', visit.formToken())
 *
 * Layout: put fields into <div class="fields">: one column on phones; `width: 'half' | 'third' | 'two-thirds'` shares a row.
 * `optional: visit.say({ en: 'optional', de: 'optional' })` prints that word beside the label; say what is optional, not what is not.
 */

type Common = {
  name: string
  label: string
  value?: string
  error?: string | null | undefined
  hint?: Printable
  required?: boolean
  autocomplete?: string
  /** The word that marks an optional field. */
  optional?: string
  width?: 'half' | 'third' | 'two-thirds'
  /** Only where two fields of a page share a name. */
  id?: string
}

const idOf = ({ id, name }: Pick<Common, 'id' | 'name'>) => id ?? `f-${name}`

const describedBy = (id: string, { hint, error }: Pick<Common, 'hint' | 'error'>) => {
  const ids = [hint ? `${id}-hint` : '', error ? `${id}-error` : ''].filter(Boolean).join(' ')
  return html`${ids && html` aria-describedby="${ids}"`}${error && html` aria-invalid="true"`}`
}

function frame(options: Common, control: Html): Html {
  const id = idOf(options)
  const { label, optional, hint, error, width } = options
  return html`<div class="field${width && ` ${width}`}${error && ' wrong'}"><label for="${id}">${label}${
    optional && html` <span class="soft">(${optional})</span>`
  }</label>${hint && html`<p class="hint" id="${id}-hint">${hint}</p>`}${control}${fieldError(id, error)}</div>`
}

const fieldError = (id: string, error: Common['error']) =>
  error && html`<p class="error" id="${id}-error">${icon('alert')}${error}</p>`

const attribute = (name: string, value: string | number | undefined | false | null) =>
  value !== undefined && value !== '' && value !== false && value !== null && html` ${name}="${value}"`

const shared = (options: Common) =>
  html`${attribute('autocomplete', options.autocomplete)}${options.required && html` required`}${describedBy(idOf(options), options)}`

export type FieldOptions = Common & {
  type?: 'text' | 'email' | 'tel' | 'password' | 'search' | 'number' | 'url'
  inputmode?: 'numeric' | 'decimal' | 'tel' | 'email'
  maxlength?: number
  minlength?: number
  min?: number
  max?: number
  pattern?: string
  placeholder?: string
  autocapitalize?: 'off' | 'words' | 'characters'
}

export function field(options: FieldOptions): Html {
  const { name, type = 'text', value = '' } = options
  return frame(
    options,
    html`<input class="input" id="${idOf(options)}" name="${name}" type="${type}"${
      type !== 'password' && attribute('value', value)
    }${attribute('inputmode', options.inputmode)}${attribute('maxlength', options.maxlength)}${attribute(
      'minlength',
      options.minlength,
    )}${attribute('min', options.min)}${attribute('max', options.max)}${attribute('pattern', options.pattern)}${attribute(
      'placeholder',
      options.placeholder,
    )}${attribute('autocapitalize', options.autocapitalize)}${type === 'email' && html` spellcheck="false"`}${shared(options)}>`,
  )
}

export const textArea = (options: Common & { rows?: number; maxlength?: number }): Html =>
  frame(
    options,
    html`<textarea class="input" id="${idOf(options)}" name="${options.name}" rows="${options.rows ?? 4}"${attribute(
      'maxlength',
      options.maxlength,
    )}${shared(options)}>${options.value ?? ''}</textarea>`,
  )

export type Option = { value: string; label: string; disabled?: boolean }

export const selectField = (options: Common & { options: readonly Option[]; empty?: string }): Html =>
  frame(
    options,
    html`<select class="input" id="${idOf(options)}" name="${options.name}"${shared(options)}>${
      options.empty !== undefined && html`<option value="">${options.empty}</option>`
    }${options.options.map(
      ({ value, label, disabled }) =>
        html`<option value="${value}"${value === options.value && html` selected`}${disabled && html` disabled`}>${label}</option>`,
    )}</select>`,
  )

export type CheckOptions = {
  name: string
  label: Printable
  value?: string
  checked?: boolean
  hint?: Printable
  error?: string | null | undefined
  required?: boolean
  id?: string
}

export function checkField(options: CheckOptions): Html {
  const id = idOf(options)
  const { name, label, value = 'yes', checked, hint, error, required } = options
  return html`<div class="check${error && ' wrong'}"><input type="checkbox" id="${id}" name="${name}" value="${value}"${
    checked && html` checked`
  }${required && html` required`}${describedBy(id, { hint, error })}><label for="${id}">${label}</label>${
    hint && html`<p class="hint" id="${id}-hint">${hint}</p>`
  }${fieldError(id, error)}</div>`
}

export type Choice = {
  value: string
  label: Printable
  note?: Printable
  /** At the right edge: a price. */
  side?: Printable
  disabled?: boolean
}

/** Radio buttons as rows of one card: shipping methods, saved addresses. */
export function choices(options: {
  name: string
  legend: string
  value?: string | null
  options: readonly Choice[]
  error?: string | null
  quietLegend?: boolean
}): Html {
  const { name, legend, value, error, quietLegend } = options
  const id = `f-${name}`
  return html`<fieldset class="choices${error && ' wrong'}"${describedBy(id, { error })}><legend${
    quietLegend && html` class="unseen"`
  }>${legend}</legend>${options.options.map(
    (choice, i) =>
      html`<label class="choice"><input type="radio" name="${name}" value="${choice.value}"${
        i === 0 && html` id="${id}"`
      }${choice.value === value && html` checked`}${choice.disabled && html` disabled`} required><span class="choice-words"><span>${
        choice.label
      }</span>${choice.note && html`<span class="soft small">${choice.note}</span>`}</span>${
        choice.side && html`<span class="choice-side">${choice.side}</span>`
      }</label>`,
  )}${fieldError(id, error)}</fieldset>`
}

export const hidden = (name: string, value: string | number): Html =>
  html`<input type="hidden" name="${name}" value="${value}">`

export type FieldError = { name: string; words: string }

/** What is wrong in the form, each entry a link to its field. Prints nothing where nothing is wrong. */
export const errorSummary = (title: string, errors: readonly FieldError[]): Html | null =>
  errors.length === 0
    ? null
    : html`<div class="notice bad" role="alert" tabindex="-1" data-focus>${icon('alert')}<div><p class="strong">${title}</p><ul>${errors.map(
        ({ name, words }) => html`<li><a href="#f-${name}">${words}</a></li>`,
      )}</ul></div></div>`
