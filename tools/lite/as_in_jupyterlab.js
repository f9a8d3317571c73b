// What JupyterLab does, and JupyterLite does not.
"use strict";
(() => {
  // Keys belong to what has the focus, and JupyterLab takes what is left; JupyterLite would take arrows from every widget.
  const leaveKeys = (app) => {
    for (const event of ["keydown", "keyup"]) {
      document.removeEventListener(event, app, true);
      document.addEventListener(event, app);
    }
  };

  // A page that is loaded again shows the chapter that was open.
  const OPEN = "alkit-open";
  const last = location.search.includes("path=") ? null : sessionStorage.getItem(OPEN);
  const remember = ({ currentWidget: panel }) => panel && panel.context && panel.sessionContext && sessionStorage.setItem(OPEN, panel.context.path);

  const wait = setInterval(() => {
    const app = window.jupyterapp;
    if (!app) return;
    clearInterval(wait);
    app.started.then(() => leaveKeys(app));
    app.restored.then(() => {
      if (last) app.commands.execute("docmanager:open", { path: last });
      setInterval(() => remember(app.shell), 500);
    });
  }, 100);

  // A file that the browser refuses to keep is an error.  Here Python would wait for ever: see one_at_a_time.js.
  const worker = new BroadcastChannel("/sw-api.v1");
  addEventListener("unhandledrejection", ({ reason }) => {
    if (reason && reason.name === "QuotaExceededError") worker.postMessage({ refused: true });
  });
})();
