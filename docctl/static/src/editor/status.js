// The line under the text: is it saved, what stands at the caret, what needs a person.
import { icon } from '../app/icon.js'
import { citationAt, citationsToCheck, deadCitations } from './citations.js'

export class StatusLine {
  constructor(editor, words, { onRetry }) {
    this.editor = editor
    this.words = words
    this.element = document.createElement('div')
    this.element.className = 'editor-status'
    this.save = part('span', 'save-state')
    this.save.setAttribute('role', 'status')
    this.retry = part('button', 'btn btn-small', words('retry'))
    this.retry.type = 'button'
    this.retry.hidden = true
    this.retry.addEventListener('click', onRetry)
    this.here = part('span', 'cite-here')
    this.here.setAttribute('aria-live', 'polite')
    this.ways = [
      new Way(editor, words, 'dead_citations', deadCitations),
      new Way(editor, words, 'citations_to_check', citationsToCheck),
    ]
    this.element.append(this.save, this.retry, this.here, ...this.ways.map((way) => way.element))
    this.messages = part('div', 'editor-messages')
    editor.on('transaction', () => this.refresh())
    this.refresh()
  }

  /** Show a state of the autosave. */
  show(state, details = {}) {
    const time = details.savedAt ? new Date(details.savedAt) : null
    if (time && !Number.isNaN(time.getTime())) this.savedAt = clock(time)
    const key = state === 'saved' && this.savedAt ? 'saved_at' : state
    const denied = state === 'failed' && (details.status === 401 || details.status === 403)
    this.save.dataset.state = state
    this.save.textContent = this.words(denied ? 'signed_out' : key, { time: this.savedAt ?? '' })
    this.retry.hidden = !['failed', 'conflict', 'refused'].includes(state)
    this.retry.textContent = this.words(state === 'conflict' ? 'solve' : 'retry')
    if (state === 'closed') this.kept(details)
    else if (state === 'refused') {
      this.list('editor-reasons', details.reasons.length ? details.reasons : [this.words('refused_why')])
    } else if (state === 'saved' || details.warnings) this.list('editor-warnings', details.warnings ?? [])
  }

  list(className, lines) {
    this.messages.replaceChildren()
    if (!lines.length) return
    const list = part('ul', className)
    list.setAttribute('role', 'alert')
    for (const line of lines) list.append(part('li', '', typeof line === 'string' ? line : line.message))
    this.messages.append(list)
  }

  /** Say that the text came too late, and where it was kept. */
  kept({ message, saved_copy: address }) {
    this.list('editor-reasons', [message])
    if (typeof address !== 'string' || !address.startsWith('/')) return
    const link = part('a', '', this.words('conflict_copy_link'))
    link.href = address
    this.messages.querySelector('li').append(' ', link)
  }

  /** Say something in passing. */
  note(text) {
    this.list('editor-warnings', [text])
  }

  refresh() {
    if (this.editor.isDestroyed) return
    for (const way of this.ways) way.refresh()
    const title = (citationAt(this.editor)?.title ?? '').replaceAll('\n', ' · ')
    if (this.here.textContent !== title) this.here.textContent = title
  }

}

/** A button that counts citations of one kind and leads from each to the next. */
class Way {
  constructor(editor, words, key, list) {
    Object.assign(this, { editor, words, key, list })
    this.element = part('button', 'btn btn-small')
    this.element.type = 'button'
    this.element.addEventListener('click', () => this.next())
  }

  refresh() {
    const count = this.list(this.editor).length
    if (this.count === count) return
    this.count = count
    this.element.hidden = count === 0
    this.element.replaceChildren(icon('alert-triangle'), this.words(this.key, { count }))
  }

  next() {
    const all = this.list(this.editor)
    if (!all.length) return
    const { to } = this.editor.state.selection
    const next = all.find(({ from }) => from >= to) ?? all[0]
    this.editor.chain().focus().setTextSelection({ from: next.from, to: next.to }).scrollIntoView().run()
  }
}

function part(tag, className, words = '') {
  const made = document.createElement(tag)
  made.className = className
  made.textContent = words
  return made
}

/** Write a moment as hours and minutes on a Vietnamese clock. */
function clock(time) {
  return time.toLocaleTimeString('vi-VN', { hour: '2-digit', minute: '2-digit', hourCycle: 'h23', timeZone: 'Asia/Ho_Chi_Minh' })
}
