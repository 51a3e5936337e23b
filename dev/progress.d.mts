export function withProgress<T>(what: string, work: () => Promise<T>): Promise<T>
export class Sentence extends Error {}
