// Forms: the first reason gets the focus; one press of a button sends once; filters send themselves.
import { findAll } from './content.js'
import { label } from './labels.js'

/** Set up the forms under `root`. */
export function forms(root) {
  for (const summary of findAll(root, '[data-error-summary]')) {
    (summary.querySelector('a') ?? summary).focus()
  }
  for (const form of findAll(root, 'form')) once(form)
  for (const form of findAll(root, 'form[data-guard]')) guard(form)
  for (const field of findAll(root, '[data-submit-on-change]')) {
    field.addEventListener('change', () => field.form.requestSubmit())
  }
}

function once(form) {
  // A form that fetches a file or goes through htmx leaves the page standing: it may be sent again.
  const stays = 'form[data-download], form[hx-post], form[hx-put], form[hx-patch], form[hx-delete]'
  if (form.method === 'get' || form.method === 'dialog' || form.matches(stays)) return
  form.addEventListener('submit', (event) => {
    if (event.defaultPrevented) return
    if (form.dataset.sent) {
      event.preventDefault()
      return
    }
    form.dataset.sent = 'yes'
    for (const meanwhile of form.querySelectorAll('[data-while-sent]')) meanwhile.hidden = false
    const button = event.submitter
    // Disabled only after the browser has read the form, or the button's own value would be lost.
    if (button) setTimeout(() => { button.setAttribute('aria-disabled', 'true'); button.classList.add('is-busy') })
  })
  // A page that comes back from the history must be usable again.
  window.addEventListener('pageshow', (event) => {
    if (!event.persisted) return
    delete form.dataset.sent
    for (const meanwhile of form.querySelectorAll('[data-while-sent]')) meanwhile.hidden = true
    for (const button of form.querySelectorAll('.is-busy')) {
      button.classList.remove('is-busy')
      button.removeAttribute('aria-disabled')
    }
  })
}

function guard(form) {
  let changed = false
  form.addEventListener('input', () => { changed = true })
  form.addEventListener('submit', () => { changed = false })
  window.addEventListener('beforeunload', (event) => {
    if (!changed) return
    event.preventDefault()
    event.returnValue = label('unsaved')
  })
}
