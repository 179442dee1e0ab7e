// Files into the field: chosen, pasted, dropped anywhere on the talk.
export function takeFiles(composer, { picker, field, room }) {
  picker.addEventListener("change", () => {
    composer.addFiles([...picker.files]);
    picker.value = "";
  });
  field.addEventListener("paste", (event) => {
    const files = [...(event.clipboardData?.files ?? [])];
    if (!files.length) return;
    event.preventDefault();
    composer.addFiles(files);
  });
  const dragged = (event) => {
    if (!composer.isConnected || !event.dataTransfer?.types.includes("Files")) return;
    event.preventDefault();
    room.toggleAttribute("data-over", event.type === "dragover");
    if (event.type === "drop") composer.addFiles([...event.dataTransfer.files]);
  };
  for (const name of ["dragover", "dragleave", "drop"]) room.addEventListener(name, dragged);
}
