// An <img> that is replaced only when the new one is ready, so that nothing flickers, and that reports clicks.
function render({ model, el }) {
  const img = document.createElement("img");
  img.className = "alkit-picture";
  let url = null;
  const draw = () => {
    const next = URL.createObjectURL(new Blob([model.get("png")], { type: "image/png" }));
    const loading = new Image();
    loading.onload = () => {
      img.src = next;
      if (url) URL.revokeObjectURL(url);
      url = next;
    };
    loading.src = next;
  };
  const describe = () => {
    img.alt = model.get("alt");
    img.style.width = model.get("width") + "px";
    img.classList.toggle("alkit-clickable", model.get("clickable"));
  };
  img.addEventListener("click", (event) => {
    if (!model.get("clickable")) return;
    const box = img.getBoundingClientRect();
    model.send({ x: (event.clientX - box.left) / box.width, y: (event.clientY - box.top) / box.height });
  });
  model.on("change:png", draw);
  for (const name of ["alt", "width", "clickable"]) model.on(`change:${name}`, describe);
  draw();
  describe();
  el.append(img);
  return () => url && URL.revokeObjectURL(url);
}
export default { render };
