/** The bundler takes stylesheets that a page imports. */
declare module '*.css';
