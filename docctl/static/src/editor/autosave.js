// Saving: 1.5 s after the last change, on leaving the field or the page, on Ctrl+S. One request at a
// time; a failed one is tried again with growing pauses; a newer text of somebody else is never
// overwritten (412). The text lives in this page and on the server, never in the browser's storage.
import { csrfHeaders } from '../app/csrf.js'

const DELAY = 1500
const PAUSES = [2000, 4000, 8000, 15000, 30000, 60000]
const KEEPALIVE_LIMIT = 60_000

export class Autosave {
  /**
   * `report(state, details)` is told of every change of state: saved, dirty, saving, failed,
   * refused, conflict, closed. `onSaved(answer, token)` gets the server's answer with what `onSend()` gave.
   */
  constructor({ url, revision, read, report, onSend, onSaved, onConflict, onClosed }) {
    Object.assign(this, { url, revision, read, report, onSend, onSaved, onConflict, onClosed })
    this.state = 'saved'
    this.changes = 0
    this.savedChanges = 0
    this.failures = 0
    this.wire()
  }

  get unsaved() { return this.changes !== this.savedChanges }

  wire() {
    window.addEventListener('beforeunload', (event) => {
      if (!this.unsaved && this.state !== 'conflict') return
      event.preventDefault()
      event.returnValue = ''
    })
    document.addEventListener('visibilitychange', () => {
      if (document.visibilityState === 'hidden') this.save({ leaving: true })
    })
    window.addEventListener('online', () => { if (this.state === 'failed') this.save() })
  }

  /** Note that the text has changed. */
  changed() {
    this.changes += 1
    if (this.state === 'conflict') return
    if (this.state !== 'saving') this.tell('dirty')
    this.later(DELAY)
  }

  later(delay) {
    clearTimeout(this.timer)
    this.timer = setTimeout(() => this.save(), delay)
  }

  tell(state, details = {}) {
    this.state = state
    this.report(state, details)
  }

  /** Save now if there is something to save. */
  async save({ leaving = false } = {}) {
    clearTimeout(this.timer)
    if (!this.unsaved || this.state === 'saving' || this.state === 'conflict') return
    const sent = this.changes
    const token = this.onSend()
    this.tell('saving')
    const answer = await this.send(leaving)
    if (answer.status === 200) this.succeeded(answer.body, sent, token)
    else if (answer.status === 412) this.conflicted(answer.body)
    else if (answer.status === 409) await this.closed(answer.body, sent)
    else if (answer.status === 422 || answer.status === 413) this.tell('refused', { reasons: answer.body.reasons ?? [], status: answer.status })
    else await this.failed(answer.status)
  }

  async send(leaving) {
    const body = JSON.stringify({ content: this.read(), revision: this.revision })
    try {
      const response = await fetch(this.url, {
        method: 'PUT',
        body,
        keepalive: leaving && body.length < KEEPALIVE_LIMIT,
        headers: { 'Content-Type': 'application/json', Accept: 'application/json', ...csrfHeaders() },
      })
      const parsed = await response.json().catch(() => null)
      // A 200 that is no JSON is a sign-in page or a proxy: the text was not stored.
      if (response.ok && parsed?.revision === undefined) return { status: 401, body: {} }
      return { status: response.ok ? 200 : response.status, body: parsed ?? {} }
    } catch {
      return { status: 0, body: {} }
    }
  }

  succeeded(body, sent, token) {
    this.revision = body.revision
    this.savedChanges = sent
    this.failures = 0
    this.onSaved(body, token)
    this.tell(this.unsaved ? 'dirty' : 'saved', { savedAt: body.saved_at, warnings: body.warnings ?? [] })
    if (this.unsaved) this.later(DELAY)
  }

  async failed(status) {
    const pause = PAUSES[Math.min(this.failures, PAUSES.length - 1)]
    this.failures += 1
    this.tell('failed', { status, pause })
    this.later(pause)
    if (status === 401 || status === 403) await renewToken()
  }

  conflicted(body) {
    this.tell('conflict', body)
    this.onConflict(body)
  }

  /** The text is kept beside a version that takes no more changes; so is what was typed meanwhile. */
  async closed(body, sent) {
    this.savedChanges = sent
    this.onClosed()
    this.tell('closed', body)
    if (this.unsaved) await this.save()
  }

  /** Go on from the server's newer text, which the editor shows now. */
  adopt(revision) {
    this.revision = revision
    this.savedChanges = this.changes
    this.failures = 0
    this.tell('saved', {})
  }
}

/** Fetch the page again for a fresh token: after a new sign-in in another tab the old one is void. */
async function renewToken() {
  const meta = document.querySelector('meta[name="csrf-token"]')
  try {
    const response = await fetch(window.location.href, { headers: { Accept: 'text/html' } })
    const page = new DOMParser().parseFromString(await response.text(), 'text/html')
    const fresh = page.querySelector('meta[name="csrf-token"]')?.content
    if (meta && fresh) meta.content = fresh
  } catch {
    // No connection: the next attempt renews again.
  }
}
