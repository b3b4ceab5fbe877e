// Every paragraph and heading has a uid that lives through all edits: the anchor of citations and
// comparisons. New blocks get one, a doubled one (paste, split) is renewed, a moved one stays.
import { Extension } from '@tiptap/core'
import { Plugin, PluginKey } from '@tiptap/pm/state'

const LETTERS = 'abcdefghijklmnopqrstuvwxyz0123456789'

/** Draw a new uid: ten letters and digits, 51 bits. */
export function newUid() {
  const numbers = crypto.getRandomValues(new Uint8Array(10))
  return Array.from(numbers, (number) => LETTERS[number % LETTERS.length]).join('')
}

const hasUid = (node) => node.isTextblock && 'uid' in node.type.spec.attrs

function blocks(doc) {
  const found = []
  doc.descendants((node, pos) => {
    if (node.isTextblock) {
      if (hasUid(node)) found.push({ node, pos })
      return false
    }
    return true
  })
  return found
}

/** Where each uid of the old document stands now. */
function expectedPlaces(before, transactions) {
  const places = new Map()
  for (const { node, pos } of blocks(before)) {
    const now = transactions.reduce((place, { mapping }) => mapping.map(place, 1), pos)
    if (node.attrs.uid) places.set(node.attrs.uid, { pos: now, text: node.textContent })
  }
  return places
}

/** Choose which of several blocks with one uid keeps it: the one that stands where it stood. */
function keeper(copies, place) {
  const there = copies.find(({ pos }) => pos === place?.pos) ?? copies[0]
  // Enter at the very start of a block: the text went down, and its uid goes with it.
  const emptied = place?.text && there.node.content.size === 0
  return (emptied && copies.find(({ node }) => node.textContent === place.text)) || there
}

/** Find [block, uid] pairs to be written so that every uid is there once. */
function renewals(after, places) {
  const groups = new Map()
  const renewed = []
  for (const block of blocks(after)) {
    const { uid } = block.node.attrs
    if (uid) groups.set(uid, [...(groups.get(uid) ?? []), block])
    else renewed.push([block, newUid()])
  }
  for (const [uid, copies] of groups) {
    if (copies.length === 1) continue
    const stays = keeper(copies, places.get(uid))
    for (const copy of copies) if (copy !== stays) renewed.push([copy, newUid()])
  }
  return renewed
}

export const Uids = Extension.create({
  name: 'uids',
  addProseMirrorPlugins() {
    let view = null
    return [new Plugin({
      key: new PluginKey('uids'),
      view: (created) => { view = created; return {} },
      appendTransaction(transactions, before, after) {
        if (!transactions.some((transaction) => transaction.docChanged)) return null
        // Rewriting a block would break an input method's composition; the next step will do it.
        if (view?.composing) return null
        const changes = renewals(after.doc, expectedPlaces(before.doc, transactions))
        if (!changes.length) return null
        const transaction = after.tr
        for (const [{ pos }, uid] of changes) transaction.setNodeAttribute(pos, 'uid', uid)
        return transaction.setStoredMarks(after.storedMarks)
      },
    })]
  },
})
