// While Python starts in this page, which takes its time the first time, a line at the foot says so and counts.
"use strict";
(() => {
  const sign = document.createElement("div");
  sign.id = "alkit-starting";
  sign.setAttribute("role", "status");
  sign.style.cssText =
    "position:fixed;left:50%;bottom:36px;transform:translateX(-50%);z-index:10000;max-width:90vw;padding:10px 18px;" +
    "border-radius:8px;background:#1f4e79;color:#fff;font:16px/1.4 system-ui,sans-serif;box-shadow:0 2px 8px #0006;pointer-events:none";
  document.body.append(sign);
  const began = Date.now();
  let asked = 0; // when a kernel was first seen to start
  const say = () => {
    const app = window.jupyterapp;
    const session = app && app.shell && app.shell.currentWidget && app.shell.currentWidget.sessionContext;
    const kernel = session && session.session && session.session.kernel;
    const waits = session && !(kernel && ["idle", "busy", "dead"].includes(kernel.status));
    if (app && !waits) {
      asked = 0;
      sign.hidden = true;
      return;
    }
    if (waits) asked = asked || Date.now();
    const seconds = Math.round((Date.now() - (asked || began)) / 1000);
    sign.hidden = false;
    sign.textContent = waits
      ? `Python is starting in this page: ${seconds} s. You can read on, and press Shift+Enter: cells wait for it.`
      : `The course is opening in this page: ${seconds} s.`;
  };
  say();
  setInterval(say, 500);
})();
