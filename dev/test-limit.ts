/** Loaded into each file's process: a request or a socket that nobody ends would keep it, and the whole run, alive for ever. */

const minutes = Number(process.env.TEST_FILE_MINUTES ?? 10)

if (process.env.NODE_TEST_CONTEXT)
  setTimeout(() => {
    const holding = process.getActiveResourcesInfo().join(', ')
    process.stderr.write(`${process.argv[1]} did not end within ${minutes} minutes. It is held by: ${holding}\n`)
    process.exit(1)
  }, minutes * 60_000).unref()
