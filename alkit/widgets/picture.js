// Arrows and letters typed into a control belong to it: JupyterLab would move to another cell, or insert one.
const own = (event) => {
  if (!event.ctrlKey && !event.metaKey && !event.altKey && event.key !== "Escape" && !(event.key === "Enter" && event.shiftKey))
    event.stopPropagation();
};

function keepKeys(el, tries = 100) {
  const box = el.closest(".alkit-explorer");
  if (box) box.addEventListener("keydown", own); // the same listener again is ignored
  else if (tries) setTimeout(keepKeys, 50, el, tries - 1); // not yet on the page
}

// An <img> that is replaced only when the new one is ready, so that nothing flickers, and that reports clicks; over it a
// sign that the kernel is working, shown by the style sheet only when that takes a while.
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
  const sign = document.createElement("div");
  sign.className = "alkit-working";
  sign.setAttribute("role", "status");
  const work = () => {
    sign.classList.toggle("alkit-busy", model.get("busy"));
    sign.textContent = model.get("busy") ? "working …" : "";
  };
  model.on("change:busy", work);
  const frame = document.createElement("div");
  frame.className = "alkit-frame";
  frame.append(img, sign);
  el.append(frame);
  work();
  keepKeys(el);
  return () => url && URL.revokeObjectURL(url);
}
export default { render };
