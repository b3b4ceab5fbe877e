// Buttons that copy a text: data-copy="text" or data-copy-from="id of an element".
import { label } from './labels.js'

/** Copy on click and say so in the button for a moment. */
export function copyButtons() {
  document.addEventListener('click', async (event) => {
    const button = event.target.closest?.('[data-copy], [data-copy-from]')
    if (!button) return
    const from = button.dataset.copyFrom
    const text = from ? document.getElementById(from).textContent.trim() : button.dataset.copy
    await write(text)
    announce(button)
  })
}

async function write(text) {
  if (navigator.clipboard && window.isSecureContext) {
    await navigator.clipboard.writeText(text)
    return
  }
  // An office network without TLS has no clipboard API; the old way still works there.
  const field = document.createElement('textarea')
  field.value = text
  field.className = 'visually-hidden'
  document.body.append(field)
  field.select()
  document.execCommand('copy')
  field.remove()
}

function announce(button) {
  const words = button.querySelector('[data-copy-label]') ?? button
  if (words.dataset.before) return
  words.dataset.before = words.textContent
  words.textContent = label('copied')
  setTimeout(() => {
    words.textContent = words.dataset.before
    delete words.dataset.before
  }, 2000)
}
