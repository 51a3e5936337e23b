export const one = (selector: string, inside: ParentNode = document): HTMLElement | null =>
  inside.querySelector<HTMLElement>(selector)
export const all = (selector: string, inside: ParentNode = document): HTMLElement[] => [
  ...inside.querySelectorAll<HTMLElement>(selector),
]
