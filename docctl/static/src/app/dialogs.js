// Native <dialog>: data-dialog-open="id" opens, data-dialog-close closes, the backdrop closes too.

/** Wire all openers and closers, present and future. */
export function dialogs() {
  document.addEventListener('click', (event) => {
    const opener = event.target.closest?.('[data-dialog-open]')
    if (opener) {
      event.preventDefault()
      document.getElementById(opener.dataset.dialogOpen)?.showModal()
      return
    }
    const closer = event.target.closest?.('[data-dialog-close]')
    if (closer) closer.closest('dialog').close()
    else if (event.target instanceof HTMLDialogElement && !event.target.hasAttribute('data-modal')) {
      event.target.close()
    }
  })
}
