declare module 'uplot/dist/uPlot.esm.js' {
  import uPlot from 'uplot';
  export default uPlot;
}
declare module '*.css';
