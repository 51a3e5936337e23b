// Sources stand in src/, the built program flat in dist/: both one folder below the root.
const program = new URL(import.meta.url.endsWith('.ts') ? '../' : './', import.meta.url)

/** A file that belongs to the program, by its path in src/. */
export const programFile = (path: string) => new URL(path, program)

/** A file beside the program, by its path from the root. */
export const rootFile = (path: string) => new URL(`../${path}`, program)
