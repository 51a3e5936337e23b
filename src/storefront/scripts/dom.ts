/** What all scripts share. They only add to pages that work without them. */

export const one = (selector: string, inside: ParentNode = document): HTMLElement | null =>
  inside.querySelector<HTMLElement>(selector)
export const all = (selector: string, inside: ParentNode = document): HTMLElement[] => [
  ...inside.querySelectorAll<HTMLElement>(selector),
]

/** Words of the page's language, written into <body> by the frame. */
export const word = (name: string): string => document.body.dataset[name] ?? ''
export const home = word('home')

type Policy = { createHTML(text: string): string }
const { trustedTypes } = globalThis as {
  trustedTypes?: { createPolicy(name: string, rules: Policy): Policy }
}
// HTML comes from our own pages only, which escape what people typed.
const policy = trustedTypes?.createPolicy('shop', { createHTML: (text) => text })
const trusted = (text: string): string => policy?.createHTML(text) ?? text

export function fragment(text: string): DocumentFragment {
  const template = document.createElement('template')
  template.innerHTML = trusted(text)
  return template.content
}

export const parsePage = (text: string): Document => new DOMParser().parseFromString(trusted(text), 'text/html')

export async function getText(address: string, signal?: AbortSignal): Promise<string> {
  const answer = await fetch(address, { signal })
  if (!answer.ok) throw new Error(`${address} answered ${answer.status}`)
  return answer.text()
}

export function make(tag: string, className: string, ...inside: (Node | string)[]): HTMLElement {
  const made = document.createElement(tag)
  made.className = className
  made.append(...inside)
  return made
}

/** With the cross that the menu has. */
export function closeButton(close: () => void): HTMLElement {
  const button = make('button', 'icon-button')
  const cross = one('.menu-head .icon')?.cloneNode(true)
  button.append(cross ?? '×')
  button.ariaLabel = word('close')
  button.onclick = close
  return button
}

/** A short word at the lower edge, also read aloud. */
export function toast(words: string): void {
  let box = one('.toasts')
  if (!box) {
    box = make('div', 'toasts')
    box.role = 'status'
    document.body.append(box)
  }
  const said = make('div', 'toast', words)
  box.append(said)
  setTimeout(() => said.remove(), 6000)
}

/** Plus and minus buttons of a quantity field. */
export function steppers(inside: ParentNode = document): void {
  for (const field of all('[data-quantity]', inside)) {
    const input = one('input[type="number"]', field) as HTMLInputElement | null
    for (const button of all('[data-step]', field) as HTMLButtonElement[]) {
      button.hidden = false
      button.onclick = () => {
        if (button.dataset.step === '1') input?.stepUp()
        else input?.stepDown()
        input?.dispatchEvent(new Event('change', { bubbles: true }))
      }
    }
  }
}
