package io.tidemark.bench.report;

/**
 * A logarithmic axis.
 *
 * @param least value at its start
 * @param most value at its end
 * @param from where it starts in the drawing
 * @param to where it ends
 */
record Scale(double least, double most, double from, double to) {
    double at(double value) {
        double part = (Math.log(value) - Math.log(least)) / (Math.log(most) - Math.log(least));
        return from + part * (to - from);
    }
}
