/** A list of whole numbers of 32 bits that grows: a fourth of the memory of an array of numbers. */
export type NumberList = { values: Uint32Array; length: number }

export const numberList = (capacity = 4): NumberList => ({ values: new Uint32Array(capacity), length: 0 })

export function append(list: NumberList, value: number): void {
  if (list.length === list.values.length) list.values = grown(list.values, list.length + 1)
  list.values[list.length++] = value
}

type Numbers = Uint8Array | Uint16Array | Uint32Array | Int32Array | Float32Array

/** The same numbers with room for at least `atLeast`. */
export function grown<T extends Numbers>(values: T, atLeast: number): T {
  if (values.length >= atLeast) return values
  const next = new (values.constructor as new (length: number) => T)(
    Math.max(atLeast, Math.ceil(values.length * 1.5), 16),
  )
  next.set(values)
  return next
}

/** Where a number of an ascending list stands, or would stand. */
export function placeIn({ values, length }: NumberList, value: number): number {
  let [low, high] = [0, length]
  while (low < high) {
    const middle = (low + high) >> 1
    if ((values[middle] ?? 0) < value) low = middle + 1
    else high = middle
  }
  return low
}

export function removeNumber(list: NumberList | undefined, value: number): void {
  if (!list) return
  const at = placeIn(list, value)
  if (at < list.length && list.values[at] === value) removeAt(list, at)
}

export function removeAt(list: NumberList, at: number): void {
  list.values.copyWithin(at, at + 1, list.length)
  list.length--
}

export function insertAt(list: NumberList, at: number, value: number): void {
  append(list, value)
  list.values.copyWithin(at + 1, at, list.length - 1)
  list.values[at] = value
}
