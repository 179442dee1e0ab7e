// The chat of the Gosuslugi support on your site: a button and a panel with our page inside. Nothing else of your page is read.
(() => {
  const told = JSON.parse("{{ told|escapejs }}");
  if (!told.origins.includes(location.origin) || document.getElementById("gosuslugi-chat")) return;
  const make = (tag, values, style) => {
    const element = Object.assign(document.createElement(tag), values);
    Object.assign(element.style, style);
    return element;
  };
  const corner = { position: "fixed", right: "16px", zIndex: "2147483000" };
  const button = make("button", { id: "gosuslugi-chat", type: "button", textContent: "Чат поддержки" }, {
    ...corner, bottom: "16px", minHeight: "48px", padding: "0 20px", border: "0", borderRadius: "24px",
    background: "#0d4cd3", color: "#fff", font: "600 16px system-ui, sans-serif", cursor: "pointer",
  });
  button.setAttribute("aria-expanded", "false");
  let frame = null;
  const open = (isOpen) => {
    frame ??= make("iframe", { src: told.page, title: "Онлайн-чат", allow: "microphone; autoplay" }, {
      ...corner, bottom: "80px", width: "min(400px, calc(100vw - 32px))", height: "min(640px, calc(100vh - 112px))",
      border: "1px solid #d9e1ec", borderRadius: "12px", background: "#fff",
    });
    if (!frame.isConnected) document.body.append(frame);
    frame.style.display = isOpen ? "block" : "none";
    button.setAttribute("aria-expanded", String(isOpen));
    (isOpen ? frame : button).focus();
  };
  button.addEventListener("click", () => open(button.getAttribute("aria-expanded") !== "true"));
  addEventListener("message", (event) => {
    if (event.origin !== told.origin || event.source !== frame?.contentWindow) return;
    if (event.data?.chat === "close") open(false);
    if (event.data?.chat === "unread") button.textContent = event.data.number ? `Чат поддержки (${event.data.number})` : "Чат поддержки";
  });
  document.body.append(button);
})();
