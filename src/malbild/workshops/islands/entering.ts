// Card after card without leaving the keyboard: Enter sends, Shift+Enter is a new line, the field empties when the
// server has taken it. Without this the button does the same.

const field = document.querySelector<HTMLTextAreaElement>("textarea[data-enter]");

field?.addEventListener("keydown", (event) => {
  if (event.key !== "Enter" || event.shiftKey || event.isComposing) return;
  event.preventDefault();
  if (field.value.trim()) field.form?.requestSubmit();
});

document.addEventListener("htmx:after:request", (event) => {
  const { ctx } = (event as CustomEvent<{ ctx?: { sourceElement?: Element; response?: { status?: number } } }>).detail;
  if (!field || ctx?.sourceElement !== field.form) return;
  if ((ctx.response?.status ?? 500) < 300) field.value = "";
  field.focus();
});
