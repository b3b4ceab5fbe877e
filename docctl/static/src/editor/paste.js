// Pasted text, made simple before the editor reads it: what Word, LibreOffice and web pages add is
// taken off, Word's pretended lists become lists, letters are composed (NFC).
import { Extension } from '@tiptap/core'
import { Plugin } from '@tiptap/pm/state'
import { MAX_INDENT } from './schema.js'

const DROPPED = 'style, script, meta, link, title, xml, template, iframe, object, embed, svg, math, form, input, button, select, textarea, video, audio'
const LEVEL = /mso-list:[^;]*\blevel(\d)/i
const TAG = /<[a-z](?:"[^"]*"|'[^']*'|[^'">])*>/gi
const PIXELS_PER_INDENT = 36

/** Clean a piece of HTML from the clipboard; `onPicture` hears how many pictures were left out. */
export function cleanHtml(html, onPicture = () => {}) {
  // The new document is inert: it loads no picture and runs no script.
  const page = new DOMParser().parseFromString(disarm(withoutWordComments(html)), 'text/html')
  const { body } = page
  const ours = body.querySelector('[data-pm-slice]') !== null
  body.querySelectorAll(DROPPED).forEach((element) => element.remove())
  removeComments(body)
  if (!ours) {
    body.querySelectorAll('[data-uid]').forEach((element) => element.removeAttribute('data-uid'))
    wordLists(body)
  }
  for (const element of [...body.querySelectorAll('*')]) cleanElement(element)
  const pictures = [...body.querySelectorAll('img:not([data-src])')]
  pictures.forEach((picture) => picture.remove())
  if (pictures.length) onPicture(pictures.length)
  composeText(body)
  return body.innerHTML
}

/** Rename style and on… attributes: the page's security policy would empty the one, report both. */
function disarm(html) {
  return html.replace(TAG, (tag) => tag
    .replace(/([\s"'/])style(?=\s*=)/gi, '$1data-style')
    .replace(/([\s"'/])on[a-z]+(?=[\s=>/])/gi, '$1data-dropped'))
}

/** Read the renamed style attribute into an object of lower-case properties. */
function styleOf(element) {
  const pairs = (element.dataset.style ?? '').split(';').map((pair) => pair.split(':'))
  return Object.fromEntries(pairs.filter((pair) => pair.length > 1)
    .map(([name, ...value]) => [name.trim().toLowerCase(), value.join(':').trim().toLowerCase()]))
}

function withoutWordComments(html) {
  return html
    .replace(/<style\b[\s\S]*?<\/style\s*>/gi, '')
    .replace(/<!--\[if[\s\S]*?<!\[endif\]-->/gi, '')
    // Word puts a list's number between these; it goes with them.
    .replace(/<!\[if !supportLists\]>[\s\S]*?<!\[endif\]>/gi, (part) => `<span data-number>${part.replace(/<[^>]*>/g, '')}</span>`)
    .replace(/<!\[(?:if|endif)[^>]*>/gi, '')
}

function removeComments(body) {
  const walker = body.ownerDocument.createTreeWalker(body, NodeFilter.SHOW_COMMENT)
  const comments = []
  while (walker.nextNode()) comments.push(walker.currentNode)
  comments.forEach((comment) => comment.remove())
}

/** Turn runs of Word's list paragraphs into nested ul and ol elements. */
function wordLists(body) {
  const isItem = (element) => element?.tagName === 'P' && LEVEL.test(element.dataset.style ?? '')
  for (const first of [...body.querySelectorAll('p')].filter(isItem)) {
    if (!first.isConnected || isItem(first.previousElementSibling)) continue
    const items = []
    for (let next = first; isItem(next); next = next.nextElementSibling) items.push(next)
    const holder = body.ownerDocument.createElement('div')
    first.before(holder)
    nest(holder, items)
    holder.replaceWith(...holder.childNodes)
  }
}

function nest(holder, items) {
  const open = [] // the lists being filled, outermost first
  for (const item of items) {
    const level = Number(LEVEL.exec(item.dataset.style)[1])
    const number = (item.querySelector('[data-number], [data-style*="mso-list:Ignore" i]')?.textContent ?? '').trim()
    item.querySelectorAll('[data-number], [data-style*="mso-list:Ignore" i]').forEach((part) => part.remove())
    while (open.length > level) open.pop()
    while (open.length < level) {
      const list = newList(holder.ownerDocument, number)
      const parent = open.at(-1)?.lastElementChild ?? open.at(-1) ?? holder
      parent.append(list)
      open.push(list)
      // A first item may stand deeper than its list: the levels between hold an empty one.
      if (open.length < level) list.append(emptyItem(holder.ownerDocument))
    }
    const entry = holder.ownerDocument.createElement('li')
    item.removeAttribute('data-style')
    entry.append(item)
    open.at(-1).append(entry)
  }
}

function newList(page, number) {
  const ordered = /^\(?(\d+|[a-zđ]|[ivx]+)[.)]/i.exec(number)
  const list = page.createElement(ordered ? 'ol' : 'ul')
  if (!ordered) return list
  const sign = ordered[1]
  if (/^\d/.test(sign)) {
    if (sign !== '1') list.setAttribute('start', sign)
  } else if (/^i$/i.test(sign)) list.setAttribute('type', sign)
  else list.setAttribute('type', sign === sign.toLowerCase() ? 'a' : 'A')
  return list
}

function emptyItem(page) {
  const entry = page.createElement('li')
  entry.append(page.createElement('p'))
  return entry
}

/** Keep what the document model knows and drop every other attribute. */
function cleanElement(element) {
  const name = element.tagName.toLowerCase()
  if (name.includes(':') || name === 'font') {
    element.replaceWith(...element.childNodes)
    return
  }
  const kept = keptAttributes(element, name)
  const marks = inlineMarks(element, name)
  for (const attribute of [...element.attributes]) element.removeAttribute(attribute.name)
  for (const [key, value] of Object.entries(kept)) element.setAttribute(key, value)
  for (const tag of marks) {
    const mark = element.ownerDocument.createElement(tag)
    mark.append(...element.childNodes)
    element.append(mark)
  }
}

const KEPT = {
  a: ['href'], img: ['data-src', 'alt', 'width', 'height'], ol: ['start', 'type'],
  td: ['colspan', 'rowspan', 'colwidth'], th: ['colspan', 'rowspan', 'colwidth'],
  ins: ['data-change', 'data-author', 'data-date'], del: ['data-change', 'data-author', 'data-date'],
}

function keptAttributes(element, name) {
  const kept = {}
  const always = ['data-pm-slice', 'data-uid', 'data-level']
  for (const key of [...always, ...(KEPT[name] ?? [])]) {
    if (element.hasAttribute(key)) kept[key] = element.getAttribute(key)
  }
  const classes = [...element.classList].filter((c) => /^(align|indent|list)-[a-z0-9-]+$/.test(c))
  const style = styleOf(element)
  const side = style['text-align'] || element.getAttribute('align')?.toLowerCase() || ''
  if (/^(left|center|right|justify)$/.test(side) && /^(p|h[1-6]|div)$/.test(name)) classes.push(`align-${side}`)
  const steps = Math.round(pixels(style['margin-left']) / PIXELS_PER_INDENT)
  if (name === 'p' && steps > 0 && !element.closest('li')) classes.push(`indent-${Math.min(steps, MAX_INDENT)}`)
  if (classes.length) kept.class = classes.join(' ')
  return kept
}

/** Marks that a <span> expresses by style only. */
function inlineMarks(element, name) {
  if (name !== 'span') return []
  const style = styleOf(element)
  const line = `${style['text-decoration'] ?? ''} ${style['text-decoration-line'] ?? ''}`
  return [
    (style['font-weight'] === 'bold' || Number(style['font-weight']) >= 600) && 'strong',
    style['font-style'] === 'italic' && 'em',
    line.includes('underline') && 'u',
    line.includes('line-through') && 's',
    style['vertical-align'] === 'sub' && 'sub',
    style['vertical-align'] === 'super' && 'sup',
  ].filter(Boolean)
}

function pixels(length = '') {
  const amount = Number.parseFloat(length) || 0
  const perUnit = { pt: 4 / 3, cm: 37.8, mm: 3.78, in: 96 }[/[a-z]+$/.exec(length)?.[0]] ?? 1
  return amount * perUnit
}

function composeText(body) {
  const walker = body.ownerDocument.createTreeWalker(body, NodeFilter.SHOW_TEXT)
  while (walker.nextNode()) {
    const { currentNode: node } = walker
    node.data = tidy(node.data)
  }
}

/** Compose letters, make hard spaces plain, drop invisible signs and private-use bullets. */
export function tidy(text) {
  return text.normalize('NFC').replace(/[\u00a0\u202f]/g, ' ').replace(/[\u00ad\u200b-\u200d\u2060\ufeff]/g, '')
}

const EMBEDDED = /\bsrc\s*=\s*(["'])data:(image\/(?:png|jpeg|gif));base64,([a-z0-9+/=\s]+)\1/gi

/** Store the pictures that lie inside a piece of HTML; `upload(file)` gives {src}. */
export async function storePictures(html, upload) {
  const stored = new Map()
  for (const [whole, , type, letters] of html.matchAll(EMBEDDED)) {
    if (stored.has(whole)) continue
    const bytes = Uint8Array.from(atob(letters.replace(/\s/g, '')), (letter) => letter.charCodeAt(0))
    // One that is refused stays as it was: cleaning leaves it out and counts it.
    stored.set(whole, await upload(new File([bytes], 'picture', { type })).then(({ src }) => `data-src="${src}"`, () => whole))
  }
  return html.replace(EMBEDDED, (whole) => stored.get(whole))
}

export const CleanPaste = Extension.create({
  name: 'cleanPaste',
  addOptions: () => ({ onPicture: () => {}, onFiles: () => false, onEmbedded: () => false }),
  addProseMirrorPlugins() {
    const { onPicture, onFiles, onEmbedded } = this.options
    const pictures = (transfer) => [...(transfer?.files ?? [])].filter((file) => file.type.startsWith('image/'))
    return [new Plugin({
      props: {
        transformPastedHTML: (html) => cleanHtml(html, onPicture),
        transformPastedText: tidy,
        handlePaste: (_, event) => {
          // Word offers a picture of every text as well: a file counts only when there is no text.
          if (event.clipboardData?.types.includes('text/html')) {
            const html = event.clipboardData.getData('text/html')
            return html.search(EMBEDDED) !== -1 && onEmbedded(html)
          }
          return onFiles(pictures(event.clipboardData))
        },
        handleDrop: (view, event, _, moved) => {
          if (moved) return false
          const place = view.posAtCoords({ left: event.clientX, top: event.clientY })?.pos
          return onFiles(pictures(event.dataTransfer), place)
        },
      },
    })]
  },
})
