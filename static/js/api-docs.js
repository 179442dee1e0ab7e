// Starts Swagger UI on /api/v1/docs/. Apart from the page because of the strict CSP.
// Deep links stay off: they put a link inside the button that opens an operation.
const place = document.querySelector("#api-docs");

window.SwaggerUIBundle({
  domNode: place,
  url: place.dataset.schema,
  deepLinking: false,
  persistAuthorization: false,
  validatorUrl: null,
});
