// Many files: chosen or dropped, listed, sent one by one with a progress bar and a result each.
import { findAll } from './content.js'
import { csrfHeaders } from './csrf.js'
import { icon, setIcon } from './icon.js'
import { label } from './labels.js'

/** Set up every [data-drop-zone] under `root`. */
export function dropZones(root) {
  for (const zone of findAll(root, '[data-drop-zone]')) new DropZone(zone)
}

class DropZone {
  constructor(zone) {
    this.zone = zone
    this.input = zone.querySelector('input[type="file"]')
    this.list = document.getElementById(zone.dataset.list)
    this.limit = Number(zone.dataset.maxBytes) || Infinity
    this.lines = []
    this.wire()
  }

  wire() {
    const { zone, input } = this
    input.addEventListener('change', () => this.take([...input.files]))
    for (const name of ['dragenter', 'dragover']) {
      zone.addEventListener(name, (event) => { event.preventDefault(); zone.classList.add('is-over') })
    }
    zone.addEventListener('dragleave', (event) => {
      if (!zone.contains(event.relatedTarget)) zone.classList.remove('is-over')
    })
    zone.addEventListener('drop', (event) => {
      event.preventDefault()
      zone.classList.remove('is-over')
      this.take([...event.dataTransfer.files])
    })
    const form = zone.closest('form')
    if (zone.dataset.uploadUrl && form) form.addEventListener('submit', (event) => {
      event.preventDefault()
      event.stopImmediatePropagation()
      this.sendAll()
    }, true)
  }

  take(files) {
    for (const file of files.filter((f) => !this.lines.some((line) => line.same(f)))) {
      const line = new FileLine(file, () => this.drop(line))
      const complaint = this.complaint(file)
      if (complaint) line.fail([complaint])
      this.lines.push(line)
      this.list.append(line.element)
    }
    this.show()
  }

  complaint(file) {
    const accepted = this.input.accept.split(',').map((end) => end.trim().toLowerCase()).filter(Boolean)
    const known = accepted.some((end) => file.name.toLowerCase().endsWith(end))
    if (accepted.length && !known) return label('wrong_kind', { kinds: accepted.join(', ') })
    if (file.size === 0) return label('empty_file')
    return file.size > this.limit ? label('too_large', { limit: size(this.limit) }) : ''
  }

  drop(line) {
    this.lines = this.lines.filter((other) => other !== line)
    line.element.remove()
    this.input.focus()
    this.show()
  }

  /** Keep the form's own input in step, so that sending without script-made requests works too. */
  show() {
    const transfer = new DataTransfer()
    for (const line of this.lines) if (line.waiting) transfer.items.add(line.file)
    this.input.files = transfer.files
    const total = this.zone.closest('form')?.querySelector('[data-file-total]')
    if (total) total.textContent = this.lines.length ? this.summary() : ''
  }

  summary() {
    const count = (state) => this.lines.filter((line) => line.state === state).length
    return label('files_total', {
      total: this.lines.length, done: count('done'), failed: count('failed'),
    })
  }

  async sendAll() {
    if (this.busy) return
    this.busy = true
    for (const line of this.lines.filter((one) => one.waiting)) {
      await line.send(this.zone.dataset.uploadUrl, this.input.name)
      this.show()
    }
    this.busy = false
    const done = this.lines.some((line) => line.state === 'done')
    this.zone.dispatchEvent(new CustomEvent('docctl:uploaded', { bubbles: true, detail: { done } }))
    const failed = this.lines.some((line) => line.state === 'failed')
    if (done && !failed && this.zone.dataset.doneUrl) window.location.assign(this.zone.dataset.doneUrl)
  }
}

class FileLine {
  constructor(file, onDrop) {
    this.file = file
    this.state = 'waiting'
    this.element = document.createElement('li')
    this.element.className = 'file-line'
    this.sign = icon('file-text')
    const name = text('span', 'file-name', file.name)
    const bytes = text('span', 'file-size', size(file.size))
    this.away = text('button', 'btn btn-quiet btn-small', label('remove'))
    this.away.type = 'button'
    this.away.setAttribute('aria-label', label('remove_file', { name: file.name }))
    this.away.addEventListener('click', onDrop)
    this.element.append(this.sign, name, bytes, this.away)
  }

  get waiting() { return this.state === 'waiting' }

  same(file) {
    return this.file.name === file.name && this.file.size === file.size
      && this.file.lastModified === file.lastModified
  }

  send(url, field) {
    const bar = document.createElement('progress')
    bar.className = 'meter'
    bar.max = 100
    bar.value = 0
    bar.setAttribute('aria-label', this.file.name)
    this.element.append(bar)
    this.state = 'sending'
    this.away.remove()
    const body = new FormData()
    body.append(field, this.file)
    return new Promise((resolve) => {
      const request = new XMLHttpRequest()
      request.open('POST', url)
      request.setRequestHeader('Accept', 'application/json')
      for (const [name, value] of Object.entries(csrfHeaders())) request.setRequestHeader(name, value)
      request.upload.addEventListener('progress', (event) => {
        if (!event.lengthComputable) return
        // Sent is not yet stored: the bar runs on without an end while the server reads the file.
        if (event.loaded < event.total) bar.value = (100 * event.loaded) / event.total
        else bar.removeAttribute('value')
      })
      request.addEventListener('loadend', () => { bar.remove(); this.result(request); resolve() })
      request.send(body)
    })
  }

  result(request) {
    const answer = parse(request.responseText)
    if (request.status >= 200 && request.status < 300) this.done(answer)
    else this.fail(answer.reasons ?? [request.status ? label('refused', { status: request.status }) : label('offline')])
  }

  done(answer) {
    this.state = 'done'
    this.element.classList.add('is-done')
    setIcon(this.sign, 'circle-check')
    const lines = [answer.message ?? label('stored'), ...(answer.warnings ?? [])]
    this.note(lines, answer.url)
  }

  fail(reasons) {
    this.state = 'failed'
    this.element.classList.add('is-failed')
    setIcon(this.sign, 'alert-circle')
    this.note(reasons)
  }

  note(lines, url) {
    const list = document.createElement('ul')
    list.className = 'file-note'
    lines.forEach((line, index) => {
      const item = document.createElement('li')
      if (index === 0 && typeof url === 'string' && url.startsWith('/')) {
        const link = text('a', '', line)
        link.href = url
        item.append(link)
      } else item.textContent = line
      list.append(item)
    })
    this.element.append(list)
  }
}

function text(tag, className, words) {
  const element = document.createElement(tag)
  element.className = className
  element.textContent = words
  return element
}

function parse(body) {
  try {
    return JSON.parse(body)
  } catch {
    return {}
  }
}

/** Write a number of bytes as people read it, in the language of the page. */
export function size(bytes) {
  const [amount, unit] = bytes < 1e6 ? [bytes / 1e3, 'KB'] : [bytes / 1e6, 'MB']
  const digits = amount < 10 ? 1 : 0
  return `${amount.toLocaleString(document.documentElement.lang || 'vi', { maximumFractionDigits: digits })} ${unit}`
}
