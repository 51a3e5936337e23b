/** What CloudFormation sends to a function that makes a custom resource. */
export type CustomResourceEvent = {
  readonly RequestType: 'Create' | 'Update' | 'Delete'
  /** Where the answer goes, by PUT; good for two hours. */
  readonly ResponseURL: string
  readonly StackId: string
  readonly RequestId: string
  readonly LogicalResourceId: string
  readonly PhysicalResourceId?: string
}

export type Outcome = { readonly Status: 'SUCCESS' } | { readonly Status: 'FAILED'; readonly Reason: string }

/** Tells CloudFormation how it went, three times if need be: a stack that hears nothing waits for an hour. */
export async function answer(event: CustomResourceEvent, outcome: Outcome): Promise<void> {
  const { StackId, RequestId, LogicalResourceId } = event
  const body = JSON.stringify({
    ...outcome,
    StackId,
    RequestId,
    LogicalResourceId,
    // Always the same: a new release is an update of the same thing, and the one before is never deleted.
    PhysicalResourceId: 'migration',
  })
  for (let tries = 1; ; tries++)
    try {
      // The address is signed for a request without a type.
      const answered = await fetch(event.ResponseURL, { method: 'PUT', body, headers: { 'content-type': '' } })
      if (answered.ok) return
      throw new Error(`CloudFormation took the answer with ${answered.status}.`)
    } catch (fault) {
      if (tries === 3) throw fault
      await new Promise((resolve) => setTimeout(resolve, tries * 500))
    }
}
