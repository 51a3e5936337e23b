import { type Html, html } from '../kit/html.ts'
import { icon } from './icon.ts'

/*
 * steps('Checkout', [{ label: 'Address', state: 'done', href }, { label: 'Delivery', state: 'now' }, { label: 'Pay', state: 'next' }])
 */

export type Step = { label: string; state: 'done' | 'now' | 'next'; href?: string }

export const steps = (label: string, list: readonly Step[]): Html =>
  html`<nav class="steps" aria-label="${label}"><ol>${list.map(
    ({ label, state, href }) =>
      html`<li class="${state}"${state === 'now' && html` aria-current="step"`}>${state === 'done' && icon('check')}${
        href ? html`<a href="${href}">${label}</a>` : label
      }</li>`,
  )}</ol></nav>`
