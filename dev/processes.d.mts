export function isRunning(pid: number): boolean
export function commandOf(pid: number): string
export function ancestors(): number[]
