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
