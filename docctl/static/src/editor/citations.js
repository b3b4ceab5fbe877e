// Citations as decorations: the server finds them and says their status; nothing of it is stored in
// the text. Offsets count code points of the block's NFC text, a line break counting one.
import { Extension } from '@tiptap/core'
import { Plugin, PluginKey } from '@tiptap/pm/state'
import { Mapping } from '@tiptap/pm/transform'
import { Decoration, DecorationSet } from '@tiptap/pm/view'

export const citationsKey = new PluginKey('citations')
const DEAD = new Set(['replaced', 'expired'])

/** Give, for each code point of the block's NFC text, its document position inside the block. */
function positions(block) {
  const places = []
  block.forEach((child, offset) => {
    if (child.marks.some((mark) => mark.type.name === 'deletion')) return
    if (!child.isText) {
      places.push(offset)
      return
    }
    let at = offset
    for (const cluster of clusters(child.text)) {
      for (let i = [...cluster.normalize('NFC')].length; i > 0; i -= 1) places.push(at)
      at += cluster.length
    }
  })
  places.push(block.content.size)
  return places
}

/** Cut text into pieces that compose on their own: a base letter with its combining marks. */
function clusters(text) {
  return text.match(/\P{M}\p{M}*|\p{M}+/gsu) ?? []
}

function decorations(doc, citations) {
  const byUid = Map.groupBy ? Map.groupBy(citations, (c) => c.uid) : groupByUid(citations)
  const made = []
  doc.descendants((node, pos) => {
    if (!node.isTextblock) return true
    const here = byUid.get(node.attrs.uid)
    if (!here) return false
    const places = positions(node)
    for (const citation of here) {
      const start = places[citation.start]
      const end = places[citation.end]
      if (start === undefined || end === undefined || start >= end) continue
      const dead = DEAD.has(citation.status)
      made.push(Decoration.inline(pos + 1 + start, pos + 1 + end, {
        class: `cite cite-${citation.status}${citation.letter ? ` cite-letter-${citation.letter}` : ''}`,
        'data-cite': String(citation.id ?? ''),
      }, { citation, dead, inclusiveStart: false, inclusiveEnd: false }))
    }
    return false
  })
  return DecorationSet.create(doc, made)
}

function groupByUid(citations) {
  const groups = new Map()
  for (const citation of citations) groups.set(citation.uid, [...(groups.get(citation.uid) ?? []), citation])
  return groups
}

/** Remember what is edited from now on, so that an answer about this text can be placed later. */
export function beginAnswer(editor) {
  const token = { doc: editor.state.doc, mapping: new Mapping() }
  editor.view.dispatch(editor.state.tr.setMeta(citationsKey, { watch: token }))
  return token
}

/** Show the citations found in the text that `token` remembers, where they stand now. */
export function showCitations(editor, citations, token) {
  if (editor.isDestroyed) return
  const show = () => {
    let set = decorations(token.doc, citations)
    set = set.map(token.mapping, editor.state.doc)
    editor.view.dispatch(editor.state.tr.setMeta(citationsKey, { show: set, unwatch: token }))
  }
  // Redrawing in the middle of a composition would disturb the input method.
  if (!editor.view.composing) show()
  else editor.view.dom.addEventListener('compositionend', () => setTimeout(show), { once: true })
}

/** List the decorations of citations of dead texts, in reading order. */
export function deadCitations(editor) {
  const { set } = citationsKey.getState(editor.state)
  return set.find(undefined, undefined, (spec) => spec.dead).sort((a, b) => a.from - b.from)
}

/** List the decorations of citations whose words are to be checked, in reading order. */
export function citationsToCheck(editor) {
  const { set } = citationsKey.getState(editor.state)
  return set.find(undefined, undefined, (spec) => spec.citation.check).sort((a, b) => a.from - b.from)
}

/** Give the citation at the caret, or null. */
export function citationAt(editor) {
  const { set } = citationsKey.getState(editor.state)
  const { from, to } = editor.state.selection
  return set.find(from, to)[0]?.spec.citation ?? null
}

export const Citations = Extension.create({
  name: 'citations',
  addOptions: () => ({ citations: [] }),
  addProseMirrorPlugins() {
    const { citations } = this.options
    return [new Plugin({
      key: citationsKey,
      state: {
        init: (_, state) => ({ set: decorations(state.doc, citations), watched: [] }),
        apply(transaction, { set, watched }) {
          for (const token of watched) token.mapping.appendMapping(transaction.mapping)
          const order = transaction.getMeta(citationsKey) ?? {}
          const kept = watched.filter((token) => token !== order.unwatch)
          return {
            set: order.show ?? set.map(transaction.mapping, transaction.doc),
            watched: order.watch ? [...kept, order.watch] : kept,
          }
        },
      },
      props: { decorations: (state) => citationsKey.getState(state).set },
      view: (view) => new Tip(view),
    })]
  },
})

/** The little window that says what is known about the citation under the pointer. */
class Tip {
  constructor(view) {
    this.view = view
    this.element = document.createElement('div')
    this.element.className = 'cite-tip'
    this.element.setAttribute('role', 'tooltip')
    this.element.hidden = true
    document.body.append(this.element)
    this.over = (event) => this.show(event.target.closest?.('[data-cite]'))
    this.away = () => { this.element.hidden = true }
    view.dom.addEventListener('mouseover', this.over)
    view.dom.addEventListener('mouseleave', this.away)
    window.addEventListener('scroll', this.away, { passive: true, capture: true })
  }

  show(target) {
    if (!target) {
      this.away()
      return
    }
    const found = citationsKey.getState(this.view.state).set
      .find(this.view.posAtDOM(target, 0), this.view.posAtDOM(target, 0) + 1)[0]
    if (!found?.spec.citation.title) {
      this.away()
      return
    }
    this.element.textContent = found.spec.citation.title
    this.element.hidden = false
    const place = target.getBoundingClientRect()
    const own = this.element.getBoundingClientRect()
    const left = Math.max(8, Math.min(place.left, window.innerWidth - own.width - 8))
    const below = place.bottom + 6 + own.height < window.innerHeight
    this.element.style.left = `${left}px`
    this.element.style.top = `${below ? place.bottom + 6 : place.top - own.height - 6}px`
  }

  destroy() {
    this.element.remove()
    window.removeEventListener('scroll', this.away, { capture: true })
  }
}
