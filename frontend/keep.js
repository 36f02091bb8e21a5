// Ways to keep a text that is shown: in the clipboard, in a file.

/** Rejects where the browser does not allow it. */
export async function copy(content) {
  await navigator.clipboard.writeText(content);
}

export function save(name, content) {
  const address = URL.createObjectURL(new Blob([content], { type: "text/plain;charset=utf-8" }));
  const link = document.createElement("a");
  link.href = address;
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(address), 60_000); // some browsers read it only after a question
}
