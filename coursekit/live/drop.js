// A file of the reader's for a picture: chosen with a button, which the keyboard reaches, or dropped on the picture.

const LARGEST = 4e6; // bytes; a larger photograph is made smaller before it is sent
const SIDE = 1024; // pixels of its longer side then

async function smaller(file) {
  if (file.size <= LARGEST) return file;
  try {
    const bitmap = await createImageBitmap(file), part = Math.min(1, SIDE / Math.max(bitmap.width, bitmap.height));
    const canvas = document.createElement("canvas");
    canvas.width = Math.max(1, Math.round(part * bitmap.width));
    canvas.height = Math.max(1, Math.round(part * bitmap.height));
    canvas.getContext("2d").drawImage(bitmap, 0, 0, canvas.width, canvas.height);
    return await new Promise((done) => canvas.toBlob(done));
  } catch {
    return file.slice(0, 100); // no picture, which the kernel will say
  }
}

function receive(root, words, take) {
  const input = make("input", { type: "file", accept: "image/*" });
  input.dataset.lmSuppressShortcuts = "true";
  const read = async (file) => file && take(file.name, await (await smaller(file)).arrayBuffer());
  input.addEventListener("change", () => read(input.files[0]));
  root.querySelector(".ck-controls").append(make("label", { className: "ck-file" }, words + " ", input));
  const over = (event) => {
    if (![...event.dataTransfer.types].includes("Files")) return;
    event.preventDefault(); // else the browser leaves the page to show the file
    event.stopPropagation();
    root.classList.toggle("ck-drop", event.type === "dragover");
    if (event.type === "drop") read(event.dataTransfer.files[0]);
  };
  for (const type of ["dragover", "dragleave", "drop"]) root.addEventListener(type, over);
}
